#include <catch2/catch.hpp>

#include <string>

#include "same_profile.hpp"
#include "spendlens/audit/profile.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::test;

namespace {

audit::Profile load(const std::string& text) { return audit::parse_profile(text, "directory/mine.yaml"); }

}  // namespace

TEST_CASE("The default profile is that of the definitions") {
  const audit::Profile profile = audit::load_profile("default");
  CHECK_FALSE(profile.include_pending);
  using enum signals::CategoryClass;
  CHECK(profile.not_spending == std::vector<signals::CategoryClass>{kCardPayment, kSaving, kTransfer});
  CHECK_FALSE(profile.recency_cuts);
}

TEST_CASE("A profile changes what it names and leaves the rest") {
  const audit::Profile profile = load("include_pending: true\nscore_cuts:\n  monetary: [10, 25.50]\n");
  CHECK(profile.include_pending);
  CHECK(profile.not_spending.size() == 3);
  CHECK(profile.monetary_cuts == std::vector<std::int64_t>{1000, 2550});
  CHECK_FALSE(profile.frequency_cuts);
}

TEST_CASE("An empty profile is the default") {
  for (const char* text : {"", "\n", "# nothing\n", "---\n", "~\n"}) CHECK(load(text).not_spending.size() == 3);
}

TEST_CASE("A profile of a file is called like the file") {
  CHECK(load("").name == "mine.yaml");
  CHECK(audit::parse_profile("", "default").name == "default");
}

TEST_CASE("What is wrong in a profile is named with its line") {
  CHECK_THROWS_WITH(load("include_pending: true\nnot_spendig: []\n"),
                    Catch::Contains("line 2") && Catch::Contains("not_spendig"));
  CHECK_THROWS_WITH(load("include_pending: perhaps\n"), Catch::Contains("line 1") && Catch::Contains("true or false"));
  CHECK_THROWS_WITH(load("not_spending: RENT\n"), Catch::Contains("list"));
  CHECK_THROWS_WITH(load("score_cuts:\n  frequency: [1, 1]\n"), Catch::Contains("line 2") && Catch::Contains("ascend"));
  CHECK_THROWS_WITH(load("score_cuts:\n  frequency: [1.5]\n"), Catch::Contains("decimals"));
  CHECK_THROWS_WITH(load("score_cuts:\n  recency: [1]\n"), Catch::Contains("unknown key 'recency'"));
  CHECK_THROWS_AS(load("- a\n- b\n"), UsageError);
  CHECK_THROWS_AS(load("a: [\n"), UsageError);
}

TEST_CASE("A profile that is not there is an input/output error") {
  CHECK_THROWS_AS(audit::load_profile("/nowhere/profile.yaml"), IoError);
}

TEST_CASE("Every key of the signals of spendsense is read, in its unit") {
  const audit::Profile profile = load(R"(
signals: spendsense
windows: [7d, 30d, 365]
window_start: closed
null_as_zero: true
subscriptions:
  lookback_days: 200
  min_charges: 4
  not_subscription: [RENT]
  rows: all
  charges_on_one_date: several
  cadences: [{name: yearly, gap_from: 350, gap_to: 380, max_deviation: 10}]
  irregular_gap_days_below: 90
  max_amount_variation: 0.1234
  irregular_counts: true
  active: window
  active_median_gaps: 2.25
savings: {subtypes: [cd], inflow: merchant, inflow_merchant: my savings, growth_from_nothing: true, expenses_without_savings: false}
credit: {cards: liabilities, limit: statement, limit_without_balance: 12.34, total_limits: accounts, max_utilization: aggregate,
         moderate_pct: 10.5, high_pct: 20, very_high_pct: 100, minimum_payment_pct: 110}
income: {min_amount: 12.5, transfers: counted, min_payments: 3, below_min_payments: zero, max_deviation_days: 9,
         frequencies: [{name: quarterly, gap_from: 85, gap_to: 95}]}
)");
  audit::Profile expected = audit::load_profile("spendsense");
  signals::SignalProfile& rules = expected.signals;
  rules.windows = {7, 30, 365};
  rules.windows_closed = true;
  rules.null_as_zero = true;
  rules.subscriptions = {200, 4, {"RENT"}, true, false, {{"yearly", 350, 380, 10}}, 90, 1234, true, true, 225};
  rules.savings = {{"cd"}, "my savings", true, false};
  rules.credit = {true, true, 1234, true, true, 1050, 2000, 10000, 11000};
  rules.income = {1250, true, 3, true, 9, {{"quarterly", 85, 95}}};
  check_same(profile, expected);
}

TEST_CASE("Every key of the signals is read, in its unit") {
  const audit::Profile profile = load(R"(
windows: [30d, 3m, 24m]
classes: [{class: bill, categories: [RENT*, POWER]}, {class: habit, categories: [FOOD*]}]
not_spending: [cash]
pair_days: 5
min_observed_days: 70
dormant_days: 91
min_outgoings: 12.34
streams: {lookback_days: 900, cadences: {weekly: {tolerance: 2, min_charges: 4, share: 5845, period: 8}},
          max_steps: 4, on_time_pct: 61, fit_pct: 76, semi_monthly_from: 10, semi_monthly_to: 21, two_charges_pct: 11,
          change_pct: 6, changes_allowed: 2, charges_a_change: 7, max_doubled_dates: 2, split_pct: 3, income_split_pct: 26,
          min_part_charges: 4, min_parts: 3, parts_pct: 81, min_grace_days: 5, grace_divisor: 6, early_from: 27, early_to: 36,
          early_age: 46, short_habit_days: 29, max_subscription: 251.50, max_instalments: 5}
income: {min_other_charges: 4, typical_payments: 14, max_deviation_pct: 51.5, variable_deviation_pct: 13, low_month_months: 7}
reserves: {liquid: [cd], savings: [hsa, cd]}
cards: {moderate_pct: 10.5, high_pct: 20, very_high_pct: 100, minimum_payment_pct: 110, interest_days: 61}
)");
  audit::Profile expected;
  using enum signals::CategoryClass;
  expected.not_spending = {kCash};
  signals::BankRules& rules = expected.signals.bank;
  rules.windows = {signals::Window::days(30), signals::Window::months(3), signals::Window::months(24)};
  rules.classes = {{kBill, {"RENT*", "POWER"}}, {kHabit, {"FOOD*"}}};
  rules.pair_days = 5;
  rules.min_observed_days = 70;
  rules.dormant_days = 91;
  rules.min_outgoings = 1234;
  rules.streams.lookback_days = 900;
  rules.streams.cadences[0] = {2, 4, 5845, 8};
  rules.streams.max_steps = 4;
  rules.streams.on_time_pct = 61;
  rules.streams.fit_pct = 76;
  rules.streams.semi_monthly_from = 10;
  rules.streams.semi_monthly_to = 21;
  rules.streams.two_charges_pct = 11;
  rules.streams.change_pct = 6;
  rules.streams.changes_allowed = 2;
  rules.streams.charges_a_change = 7;
  rules.streams.max_doubled_dates = 2;
  rules.streams.split_pct = 3;
  rules.streams.income_split_pct = 26;
  rules.streams.min_part_charges = 4;
  rules.streams.min_parts = 3;
  rules.streams.parts_pct = 81;
  rules.streams.min_grace_days = 5;
  rules.streams.grace_divisor = 6;
  rules.streams.early_from = 27;
  rules.streams.early_to = 36;
  rules.streams.early_age = 46;
  rules.streams.short_habit_days = 29;
  rules.streams.max_subscription = 25'150;
  rules.streams.max_instalments = 5;
  rules.income = {4, 14, 5'150, 1'300, 7};
  rules.reserves = {{"cd"}, {"hsa", "cd"}};
  rules.cards = {1'050, 2'000, 10'000, 11'000, 61};
  check_same(profile, expected);
}

TEST_CASE("A section changes what it names and leaves the rest of itself") {
  audit::Profile expected;
  expected.signals.bank.cards.high_pct = 6'000;
  check_same(load("cards:\n  high_pct: 60\n"), expected);
  check_same(load("cards: {}\nreserves: {}\nincome: {}\nstreams: {cadences: {}}\nscore_cuts: {}\n"), {});
  audit::Profile earlier = audit::load_profile("spendsense");
  check_same(load("credit: {}\nsavings: {}\nincome: {}\nsubscriptions: {}\nsignals: spendsense\n"), earlier);
  earlier.signals.credit.high_pct = 6'000;
  check_same(load("signals: spendsense\ncredit:\n  high_pct: 60\n"), earlier);
}
