#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "report/export/row_text.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::report {

/// One column of an export on its way from the result to texts, a chunk of rows at a time. The file and what the result
/// says of the column must outlive it.
class ExportColumn {
 public:
  ExportColumn(std::string name, CellKind kind) : name_(std::move(name)), kind_(kind) {}
  virtual ~ExportColumn() = default;

  [[nodiscard]] const std::string& name() const { return name_; }
  /// What append() writes.
  [[nodiscard]] CellKind kind() const { return kind_; }
  virtual void load(std::uint64_t first, std::uint64_t count) = 0;
  /// A row of the chunk that was loaded, counted from its first.
  virtual void append(std::uint64_t row, RowText& to) = 0;
  /// All that append() may write of an enumeration or flag; empty for other columns.
  [[nodiscard]] virtual std::vector<std::string> possible_texts() const { return {}; }

 private:
  std::string name_;
  CellKind kind_;
};

/// Texts of the file, under `name`.
[[nodiscard]] std::unique_ptr<ExportColumn> text_column(const store::ColumnFileReader& file, const std::string& path,
                                                        const std::string& name);

/// A column of the file under its own name or another.
[[nodiscard]] std::unique_ptr<ExportColumn> plain_column(const store::ColumnFileReader& file, const std::string& group,
                                                         const audit::ResultColumn& column,
                                                         const std::string& name = "");

/// Bits of one or more masks as the names of those that are 1, with `separator` between them.
[[nodiscard]] std::unique_ptr<ExportColumn> mask_column(const store::ColumnFileReader& file,
                                                        std::vector<std::string> masks, std::vector<std::string> names,
                                                        const char* separator, const std::string& name);

/// Codes of the cohorts of customers by that unit, as people read them.
[[nodiscard]] std::unique_ptr<ExportColumn> cohort_column(const store::ColumnFileReader& file, const std::string& path,
                                                          Granularity granularity, const std::string& name);

/// The row of a table that another column names: the customer of a subscription. `rows_path` is a u64 or u32 column.
[[nodiscard]] std::unique_ptr<ExportColumn> dictionary_column(const store::ColumnFileReader& file,
                                                              const std::string& rows_path,
                                                              std::unique_ptr<ExportColumn> column);

}  // namespace spendlens::report
