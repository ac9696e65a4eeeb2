#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/audit/audit.hpp"
#include "spendlens/audit/result_schema.hpp"
#include "spendlens/lenses/period_comparison.hpp"
#include "spendlens/rfm/scores.hpp"
#include "spendlens/store/column_file.hpp"

namespace spendlens::audit {

/// A result that is there, for whoever asks about one customer. Local.
class ResultReader {
 public:
  /// Throws InputError, IoError where the directory holds no result of an audit, or files of two.
  explicit ResultReader(const std::string& directory);

  [[nodiscard]] const store::ColumnFileReader& file() const { return file_; }
  [[nodiscard]] const ResultShape& shape() const { return shape_; }
  [[nodiscard]] const Profile& profile() const { return settings_.profile; }
  [[nodiscard]] const personas::Registry& registry() const { return settings_.registry; }
  [[nodiscard]] const personas::Registry& segments() const { return settings_.segments; }
  /// The conditions of what is in the result. Throws InputError where they cannot be read.
  [[nodiscard]] std::vector<RowCondition> where() const;
  [[nodiscard]] Day reference() const { return reference_; }
  [[nodiscard]] ObservedPeriod period() const { return observed("period"); }
  [[nodiscard]] ObservedPeriod compare() const { return observed("compare"); }

  /// The cuts of a metric in one of the periods.
  [[nodiscard]] rfm::ScoreCuts score_cuts(PeriodRole role, Metric metric) const;
  [[nodiscard]] lenses::DecileCuts deciles(PeriodRole role) const;

  /// The customer's row; nothing where the result keeps no customers or not this one. Reads a few ids.
  [[nodiscard]] std::optional<std::uint64_t> row_of(const std::string& customer_id) const;

 private:
  [[nodiscard]] ObservedPeriod observed(const char* attribute) const;

  store::ColumnFileReader file_;
  ResultSettings settings_;
  ResultShape shape_;
  Day reference_ = 0;
};

}  // namespace spendlens::audit
