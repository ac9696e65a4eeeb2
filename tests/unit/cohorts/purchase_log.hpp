#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "spendlens/cohorts/analysis.hpp"

namespace spendlens::test {

inline Day day(const std::string& date) { return parse_date(date).value(); }

/// Customers with rows as they are written down: date and spend in minor units, refunds below 0.
class PurchaseLog {
 public:
  PurchaseLog& add(const std::string& customer, const std::string& date, Minor spend, Timestamp second = 0) {
    return add_day(customer, day(date), spend, second);
  }
  PurchaseLog& add_day(const std::string& customer, Day on, Minor spend, Timestamp second = 0) {
    rows_[customer].push_back({static_cast<Timestamp>(on * kSecondsPerDay) + second, -spend});
    return *this;
  }

  /// From the first row to as_of, or with given rules.
  [[nodiscard]] cohorts::CohortRules rules(const std::string& as_of) const {
    cohorts::CohortRules rules;
    rules.reference = day(as_of);
    rules.first_day = rules.reference;
    for (const auto& [customer, rows] : rows_)
      for (const Row& row : rows) rules.first_day = std::min(rules.first_day, day_of(row.timestamp));
    return rules;
  }

  [[nodiscard]] cohorts::CohortAnalysis analyze(const std::string& as_of,
                                                Granularity granularity = Granularity::kMonth) const {
    return analyze(rules(as_of), granularity);
  }
  [[nodiscard]] cohorts::CohortAnalysis analyze(const cohorts::CohortRules& rules,
                                                Granularity granularity = Granularity::kMonth) const {
    const Columns columns(*this);
    return cohorts::analyze_cohorts(columns.view(), granularity, rules, {false, 0, 1});
  }

  /// The rows as columns, customers in order of their names.
  struct Columns {
    explicit Columns(const PurchaseLog& log) {
      for (const auto& [customer, rows] : log.rows_) {
        for (const Row& row : rows) {
          timestamp.push_back(row.timestamp);
          amount.push_back(row.amount);
        }
        offset.push_back(timestamp.size());
      }
    }
    [[nodiscard]] cohorts::CohortColumns view() const { return {{offset, timestamp, amount, {}}, {}}; }

    std::vector<std::uint64_t> offset = {0};
    std::vector<Timestamp> timestamp;
    std::vector<Minor> amount;
  };

 private:
  struct Row {
    Timestamp timestamp;
    Minor amount;
  };
  std::map<std::string, std::vector<Row>> rows_;
};

/// "33.33", or "null".
inline std::string text(const cohorts::Ratio& ratio) { return ratio ? decimal_text(*ratio) : "null"; }

/// The cohort of that name. Fails where there is none.
inline const cohorts::CohortFigures& cohort_of(const cohorts::CohortAnalysis& analysis, const std::string& name) {
  for (const cohorts::CohortFigures& cohort : analysis.cohorts)
    if (cohort.name == name) return cohort;
  throw std::out_of_range("no cohort " + name);
}

/// The cell of a cohort in a unit, both by name.
inline const cohorts::CellFigures& cell_of(const cohorts::CohortAnalysis& analysis, const std::string& cohort,
                                           const std::string& unit) {
  for (const cohorts::CellFigures& cell : analysis.cells)
    if (analysis.cohorts[cell.cohort].name == cohort && analysis.units[cell.unit].name == unit) return cell;
  throw std::out_of_range("no cell " + cohort + " " + unit);
}

inline const cohorts::BaseFigures& base_of(const cohorts::CohortAnalysis& analysis, const std::string& unit) {
  for (const cohorts::BaseFigures& base : analysis.base)
    if (analysis.units[base.unit].name == unit) return base;
  throw std::out_of_range("no unit " + unit);
}

}  // namespace spendlens::test
