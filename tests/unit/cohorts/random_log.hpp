#pragma once

#include <random>

#include "purchase_log.hpp"

namespace spendlens::test {

/// Customers with purchases and refunds within `days` days from the start of 2023, their rows in any order or in that
/// of time.
inline PurchaseLog random_log(std::mt19937_64& random, std::size_t customers, Day days, bool in_order) {
  PurchaseLog log;
  const Day start = day("2023-01-01");
  const Minor most = std::array<Minor, 4>{2, 300, 20'000, kMaxOrderMinor}[random() % 4];
  for (std::size_t customer = 0; customer < customers; ++customer) {
    std::vector<std::pair<Day, Minor>> rows;
    const std::size_t num_rows = random() % 3 == 0 ? random() % 3 : random() % 40;
    const Day begin = static_cast<Day>(random() % static_cast<std::uint64_t>(days));
    const Day within = 1 + static_cast<Day>(random() % static_cast<std::uint64_t>(days - begin));
    for (std::size_t row = 0; row < num_rows; ++row) {
      const Day on = start + begin + static_cast<Day>(random() % static_cast<std::uint64_t>(within));
      const auto spend = static_cast<Minor>(random() % static_cast<std::uint64_t>(most));
      rows.emplace_back(on, random() % 8 == 0 ? -spend - 1 : spend);
    }
    if (in_order) std::sort(rows.begin(), rows.end());
    for (const auto& [on, spend] : rows)
      log.add_day(std::to_string(customer), on, spend, static_cast<Timestamp>(random() % 86'400));
  }
  return log;
}

/// Rules for such a log as of one of its days.
inline cohorts::CohortRules random_rules(std::mt19937_64& random, Day days) {
  cohorts::CohortRules rules;
  rules.first_day = day("2023-01-01");
  rules.reference = rules.first_day + static_cast<Day>(random() % static_cast<std::uint64_t>(days + 30));
  rules.silence_days = std::array<Day, 3>{1, 30, 180}[random() % 3];
  if (random() % 3 == 0) rules.acquired_from = rules.first_day + static_cast<Day>(random() % 200);
  return rules;
}

/// A log's columns with classes of rows and margins drawn for them. The log outlives it.
class ClassedColumns {
 public:
  ClassedColumns(std::mt19937_64& random, const PurchaseLog::Columns& columns) : columns_(columns.view()) {
    for (std::size_t i = 0; i < columns.amount.size(); ++i) {
      row_class_.push_back(static_cast<std::uint8_t>(random() % 4 == 0 ? 1U << random() % 6 : 0));
      margin_.push_back(static_cast<Minor>(random() % 1'000) - 500);
    }
    columns_.transactions.row_class = row_class_;
    columns_.margin = margin_;
  }
  ClassedColumns(const ClassedColumns&) = delete;
  ClassedColumns& operator=(const ClassedColumns&) = delete;

  [[nodiscard]] const cohorts::CohortColumns& view() const { return columns_; }

 private:
  cohorts::CohortColumns columns_;
  std::vector<std::uint8_t> row_class_;
  std::vector<Minor> margin_;
};

using cohorts::kGranularities;

}  // namespace spendlens::test
