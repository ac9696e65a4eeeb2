#pragma once

#include <catch2/catch.hpp>

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bank_customers.hpp"
#include "signals/spendsense/signals.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::test {

using signals::spendsense::CustomerSummary;
using signals::spendsense::Subscription;
using signals::spendsense::SubscriptionState;

/// The reference date of the hand-worked cases; days of rows are written as their age in days at it.
inline const Day kRef = kBankReference;

/// One customer; accounts: nothing means that none were given with the ledger.
struct Person {
  std::vector<BankRow> rows;
  std::optional<std::vector<BankAccount>> accounts = std::nullopt;
  bool knows_merchants = true;
  bool knows_income = true;
};

inline BankRow row(Day age, Minor amount, std::uint8_t classes = 0) {
  return {kRef - age, amount, kNoMerchant, classes, kNoAccount};
}
inline BankRow row_at(Day age, std::uint32_t second, Minor amount, std::uint8_t classes = 0) {
  return {kRef - age, amount, kNoMerchant, classes, kNoAccount, second};
}
inline BankRow charge(std::uint32_t merchant, Day age, Minor amount, std::uint8_t classes = 0) {
  return {kRef - age, amount, merchant, classes, kNoAccount};
}
/// Rows of one merchant, the same amount at each age.
inline std::vector<BankRow> charges(std::uint32_t merchant, Minor amount, std::initializer_list<Day> ages,
                                    std::uint8_t classes = 0) {
  std::vector<BankRow> rows;
  for (const Day age : ages) rows.push_back(charge(merchant, age, amount, classes));
  return rows;
}
inline std::vector<BankRow> operator+(std::vector<BankRow> a, const std::vector<BankRow>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
/// The ages of payments whose first is the oldest and whose last has the age `last`.
inline std::vector<Day> ages_from_gaps(const std::vector<Day>& gaps, Day last = 0) {
  std::vector<Day> ages{last};
  for (const Day gap : gaps) ages.push_back(ages.back() + gap);
  return ages;
}

/// Signals of spendsense under the profile's other rules.
inline signals::SignalResults spendsense_signals(const signals::CustomerColumns& columns,
                                                 signals::SignalProfile profile = {}, Day reference = kRef,
                                                 const ParallelPolicy& policy = ParallelPolicy::always(1)) {
  profile.set = signals::SignalSet::kSpendsense;
  return signals::generate_signals(columns, reference, profile, policy);
}

/// A customer's summary by the plain loops, of which generate_signals() must make its tables and streams.
inline CustomerSummary summary_of(const signals::CustomerColumns& columns, const signals::SignalProfile& profile = {},
                                  Day reference = kRef) {
  const CustomerSummary summary = signals::spendsense::summarize(columns, reference, profile);
  const signals::SignalResults results = spendsense_signals(columns, profile, reference);
  REQUIRE(results.tables.size() == summary.windows.size());
  for (std::size_t w = 0; w < summary.windows.size(); ++w) {
    REQUIRE(results.windows[w] == signals::Window::days(summary.windows[w]));
    signals::SignalTable expected;
    expected.resize(1);
    expected.put(0, std::span(&summary.summaries[w], 1));
    REQUIRE_FALSE(signals::first_difference(results.tables[w], 0, expected, 0));
  }
  REQUIRE(results.streams.size() == summary.subscriptions.size());
  for (std::size_t i = 0; i < results.streams.size(); ++i) {
    REQUIRE(results.streams[i].payee == summary.subscriptions[i].merchant);
    REQUIRE(results.streams[i].charges == summary.subscriptions[i].charge_count);
    REQUIRE(results.streams[i].last == summary.subscriptions[i].last_charge);
  }
  return summary;
}

inline CustomerSummary summary_of(const Person& person, const signals::SignalProfile& profile = {},
                                  Day reference = kRef) {
  const BankColumns bank({{person.rows, person.accounts.value_or(std::vector<BankAccount>{})}},
                         person.accounts.has_value());
  signals::CustomerColumns columns = bank.columns();
  columns.knows_merchants = person.knows_merchants;
  columns.knows_income = person.knows_income;
  return summary_of(columns, profile, reference);
}

/// A summary of the window of so many days.
inline const signals::Summary& in(const CustomerSummary& summary, Day window) {
  for (std::size_t w = 0; w < summary.windows.size(); ++w)
    if (summary.windows[w] == window) return summary.summaries[w];
  FAIL("no window of " << window << " days");
  return summary.summaries[0];
}

inline bool is_null(const signals::Summary& summary, signals::Signal signal) {
  return !signals::value_of(summary, signal);
}

}  // namespace spendlens::test
