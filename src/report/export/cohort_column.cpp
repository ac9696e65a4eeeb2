#include <vector>

#include "report/export/export_columns.hpp"
#include "spendlens/audit/cohort_tables.hpp"

namespace spendlens::report {

namespace {

/// Codes of cohorts as people read them; null without a purchase.
class CohortColumn final : public ExportColumn {
 public:
  CohortColumn(const store::ColumnFileReader& file, std::string path, Granularity granularity, const std::string& name)
      : ExportColumn(name, CellKind::kText), file_(file), path_(std::move(path)), granularity_(granularity) {}

  void load(std::uint64_t first, std::uint64_t count) override {
    codes_.resize(count);
    file_.read(path_, first, std::span<std::uint16_t>(codes_));
  }
  void append(std::uint64_t row, RowText& to) override {
    const std::string name = audit::cohort_name(granularity_, codes_[row]);
    if (name.empty()) return to.null();
    to.text(name);
  }

 private:
  const store::ColumnFileReader& file_;
  std::string path_;
  Granularity granularity_;
  std::vector<std::uint16_t> codes_;
};

}  // namespace

std::unique_ptr<ExportColumn> cohort_column(const store::ColumnFileReader& file, const std::string& path,
                                            Granularity granularity, const std::string& name) {
  return std::make_unique<CohortColumn>(file, path, granularity, name);
}

}  // namespace spendlens::report
