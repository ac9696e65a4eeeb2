#pragma once

#include <catch2/catch.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "bank_customers.hpp"
#include "forced_instruction_set.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::test {

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

inline void require_same(const signals::CustomerSummary& a, const signals::CustomerSummary& b,
                         const std::string& which) {
  INFO(which);
  REQUIRE(a.windows == b.windows);
  REQUIRE(a.summaries.size() == a.windows.size());
  REQUIRE(b.summaries.size() == a.windows.size());
  for (std::size_t w = 0; w < a.windows.size(); ++w) {
    const auto difference = signals::first_difference(a.summaries[w], b.summaries[w]);
    INFO("window " << a.windows[w] << ": " << (difference ? signals::info_of(*difference).name : "equal"));
    REQUIRE_FALSE(difference);
  }
  REQUIRE(a.subscriptions == b.subscriptions);
}

/// A customer's summary by the widest kernels, which must be what the reference and every other variant give.
inline signals::CustomerSummary summary_of(const signals::CustomerColumns& columns,
                                           const signals::SignalProfile& profile = {}, Day reference = kRef) {
  const signals::CustomerSummary summary = signals::generate_summary(columns, reference, profile);
  require_same(summary, signals::generate_summary_reference(columns, reference, profile), "reference");
  const signals::Summarizer summarizer(reference, profile);
  for (const InstructionSet set : available_instruction_sets()) {
    const ForcedInstructionSet forced(set);
    signals::Summarizer::Scratch scratch;
    std::vector<signals::SignalTable> tables(profile.windows.size());
    for (signals::SignalTable& table : tables) table.resize(1);
    signals::CustomerSummary other{profile.windows, {}, {}};
    summarizer.run(columns, {0, 1}, scratch, tables, other.subscriptions);
    for (const signals::SignalTable& table : tables) other.summaries.push_back(table.get(0));
    require_same(summary, other, instruction_set_name(set));
  }
  return summary;
}

inline signals::CustomerSummary summary_of(const Person& person, const signals::SignalProfile& profile = {},
                                           Day reference = kRef) {
  const BankColumns bank({{person.rows, person.accounts.value_or(std::vector<BankAccount>{})}},
                         person.accounts.has_value());
  signals::CustomerColumns columns = bank.columns();
  columns.knows_merchants = person.knows_merchants;
  columns.knows_income = person.knows_income;
  return summary_of(columns, profile, reference);
}

/// A summary of the window of so many days.
inline const signals::Summary& in(const signals::CustomerSummary& summary, Day window) {
  for (std::size_t w = 0; w < summary.windows.size(); ++w)
    if (summary.windows[w] == window) return summary.summaries[w];
  FAIL("no window of " << window << " days");
  return summary.summaries[0];
}

inline bool is_null(const signals::Summary& summary, signals::Signal signal) {
  return !signals::value_of(summary, signal);
}

}  // namespace spendlens::test
