#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/diff/gates.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::report {

/// What the values of a column are.
enum class DiffKind : std::uint8_t { kName, kScore, kCount, kMoney };

/// A column of customers that both results have.
struct DiffColumn {
  std::string name;  ///< as exports call it
  std::string path;  ///< in both files
  DiffKind kind = DiffKind::kCount;
  std::vector<std::string> earlier_names{};  ///< of a kName, by code
  std::vector<std::string> later_names{};
  std::vector<std::int64_t> later_code{};  ///< of each earlier code the later one of that name; -1 where there is none

  /// Whether customers are counted by what they were and are.
  [[nodiscard]] bool is_state() const { return kind == DiffKind::kName || kind == DiffKind::kScore; }
  /// Whether two values of the same customer say the same.
  [[nodiscard]] bool is_same(std::int64_t earlier, std::int64_t later) const {
    return (kind == DiffKind::kName ? later_code[static_cast<std::size_t>(earlier)] : earlier) == later;
  }
};

/// Scores are 1 to 9, 0 without a purchase.
inline constexpr std::size_t kScoreCodes = 10;

/// One of the two results.
class ResultSide {
 public:
  /// Throws InputError, IoError where the directory holds no result, or files of two.
  explicit ResultSide(const std::string& directory);

  [[nodiscard]] const store::ColumnFileReader& file() const { return file_; }
  [[nodiscard]] const audit::ResultShape& shape() const { return shape_; }
  [[nodiscard]] const SummaryJson& summary() const { return summary_; }
  [[nodiscard]] DiffedResult description() const;

  [[nodiscard]] bool keeps_customers() const;
  [[nodiscard]] std::uint64_t num_customers() const;
  /// The first row whose customer's hash is at least this one.
  [[nodiscard]] std::uint64_t first_row(std::uint64_t hash) const;

 private:
  std::string directory_;
  store::ColumnFileReader file_;
  audit::ResultShape shape_;
  SummaryJson summary_;
};

/// Those that both have, in the order of changes.csv.
[[nodiscard]] std::vector<DiffColumn> shared_columns(const ResultSide& earlier, const ResultSide& later);

/// Rows [begin, end) of one side, one after the other; some ten thousand are in memory.
class RowCursor {
 public:
  /// `names`: which of a column's names are this side's.
  using Names = std::vector<std::string> DiffColumn::*;
  RowCursor(const ResultSide& side, const std::vector<DiffColumn>& columns, Names names, std::uint64_t begin,
            std::uint64_t end);

  [[nodiscard]] bool at_end() const { return row_ == end_; }
  /// The id of the present row; a view until next().
  [[nodiscard]] std::string_view id() const;
  [[nodiscard]] std::int64_t value(std::size_t column) const { return values_[column][at_]; }
  void next();

 private:
  void load();
  void check_codes(std::size_t column) const;

  const store::ColumnFileReader& file_;
  const std::vector<DiffColumn>& columns_;
  Names names_;
  std::uint64_t row_;
  std::uint64_t end_;
  std::size_t at_ = 0;
  std::size_t loaded_ = 0;
  std::uint32_t id_width_ = 1;
  std::string ids_;
  std::vector<std::vector<std::int64_t>> values_;
};

}  // namespace spendlens::report
