#pragma once

#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/lenses/period_comparison.hpp"
#include "spendlens/synth/retail_model.hpp"

namespace spendlens::test {

inline constexpr std::uint64_t kCustomers = 20'000;

inline synth::ModelSettings settings(std::uint32_t rows_per_customer = 0, const char* as_of = "2025-06-30",
                                     Day history_days = 730) {
  synth::ModelSettings made;
  made.seed = 7;
  made.as_of = parse_date(as_of).value();
  made.history_days = history_days;
  made.rows_per_customer = rows_per_customer;
  return made;
}

inline Period month(std::string_view text) { return parse_period(text, 0, 0); }

/// The orders of kCustomers customers, as the lenses take them.
struct RetailLog {
  std::vector<std::string> names;
  std::vector<std::string_view> ids;
  std::vector<std::uint64_t> offset{0};
  std::vector<Timestamp> timestamp;
  std::vector<Minor> amount;
  std::vector<synth::GeneratedRow> rows;

  RetailLog(const synth::RetailParameters& parameters, const synth::ModelSettings& of) {
    const synth::RetailModel model(parameters, of);
    synth::GeneratedCustomer customer;
    for (std::uint64_t number = 0; number < kCustomers; ++number) {
      model.generate(number, customer);
      for (const synth::GeneratedRow& row : customer.rows) {
        timestamp.push_back(row.timestamp);
        amount.push_back(row.amount);
        rows.push_back(row);
      }
      offset.push_back(timestamp.size());
      names.push_back(std::to_string(number));
    }
    ids.assign(names.begin(), names.end());
  }

  rfm::RfmMetrics metrics(Period period) const {
    return rfm::calculate_rfm(ids, {offset, timestamp, amount, {}}, period);
  }

  lenses::PeriodComparison compare(Period before, Period period) const {
    const rfm::RfmMetrics history = metrics({0, period.start});
    return lenses::analyze_period_comparison(metrics(before), metrics(period), history.customer_id);
  }

  Minor revenue(Period period) const {
    const rfm::RfmMetrics of = metrics(period);
    return std::accumulate(of.total_spend.begin(), of.total_spend.end(), Minor{0});
  }
};

}  // namespace spendlens::test
