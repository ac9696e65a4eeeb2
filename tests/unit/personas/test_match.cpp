#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "persona_cases.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::personas;
using namespace spendlens::test;
using signals::Summary;

namespace {

std::string outcomes(Signal signal, double threshold, const Summary& summary) {
  std::string text;
  for (const Comparison comparison : kComparisons) {
    const int outcome = held(number(signal, comparison, threshold), summary);
    text += outcome == 2 ? '!' : outcome == 1 ? 'y' : 'n';
  }
  return text;
}

}  // namespace

// The five operators in the order >= <= < > ==.

TEST_CASE("null fails every operator, whatever the type") {
  const Summary unknown;
  for (std::size_t s = 0; s < signals::kNumSignals; ++s) {
    const auto signal = static_cast<Signal>(s);
    if (signal == Signal::kPaymentFrequency || !signals::value_of(unknown, signal).has_value()) {
      if (signal == Signal::kPaymentFrequency) continue;
      for (const Comparison comparison : kComparisons) {
        for (const double threshold : {-1.0, 0.0, 255.0, 65535.0, 4294967295.0, 1e300, -1e300})
          CHECK(held(number(signal, comparison, threshold), unknown) == 0);
        for (const Minor threshold : {std::numeric_limits<Minor>::min(), Minor{0}, std::numeric_limits<Minor>::max()})
          CHECK(held(money(signal, comparison, threshold), unknown) == 0);
      }
    }
  }
}

TEST_CASE("each operator on a double") {
  Summary summary;
  summary.emergency_fund_months = 3;
  CHECK(outcomes(Signal::kEmergencyFundMonths, 3, summary) == "yynny");
  CHECK(outcomes(Signal::kEmergencyFundMonths, 2, summary) == "ynnyn");
  CHECK(outcomes(Signal::kEmergencyFundMonths, 4, summary) == "nyynn");
  CHECK(outcomes(Signal::kEmergencyFundMonths, std::nextafter(3, 4), summary) == "nyyny");
  CHECK(outcomes(Signal::kEmergencyFundMonths, std::nextafter(3, 2), summary) == "ynnyy");
}

TEST_CASE("== holds within a millionth, on doubles and on counts") {
  Summary summary;
  summary.income_payroll_count = 2;
  for (const double sign : {-1.0, 1.0}) {
    summary.emergency_fund_months = 3 + sign * 0.9e-6;
    CHECK(held(number(Signal::kEmergencyFundMonths, Comparison::kEqual, 3), summary) == 1);
    summary.emergency_fund_months = 3 + sign * 1.1e-6;
    CHECK(held(number(Signal::kEmergencyFundMonths, Comparison::kEqual, 3), summary) == 0);
    CHECK(held(number(Signal::kIncomePayrollCount, Comparison::kEqual, 2 + sign * 0.9e-6), summary) == 1);
    CHECK(held(number(Signal::kIncomePayrollCount, Comparison::kEqual, 2 + sign * 1.1e-6), summary) == 0);
  }
}

TEST_CASE("a count is compared with a threshold between two counts as a real number") {
  Summary summary;
  summary.income_payroll_count = 2;
  CHECK(outcomes(Signal::kIncomePayrollCount, 2, summary) == "yynny");
  CHECK(outcomes(Signal::kIncomePayrollCount, 1.5, summary) == "ynnyn");
  CHECK(outcomes(Signal::kIncomePayrollCount, 2.5, summary) == "nyynn");
  CHECK(outcomes(Signal::kIncomePayrollCount, -1, summary) == "ynnyn");
  CHECK(outcomes(Signal::kIncomePayrollCount, -1e300, summary) == "ynnyn");
  CHECK(outcomes(Signal::kIncomePayrollCount, 1e300, summary) == "nyynn");
  CHECK(outcomes(Signal::kIncomePayrollCount, 5e9, summary) == "nyynn");
  summary.num_credit_cards = 65534;
  CHECK(outcomes(Signal::kNumCreditCards, 65534, summary) == "yynny");
  CHECK(outcomes(Signal::kNumCreditCards, 65535, summary) == "nyynn");
  summary.has_interest_charges = 1;
  CHECK(outcomes(Signal::kHasInterestCharges, 1, summary) == "yynny");
  CHECK(outcomes(Signal::kHasInterestCharges, 0, summary) == "ynnyn");
}

TEST_CASE("money is compared exactly, also where a double is too short") {
  Summary summary;
  const Minor big = 9'007'199'254'740'993;  // 2^53 + 1
  summary.spend = big;
  CHECK(held(money(Signal::kSpend, Comparison::kAbove, big - 1), summary) == 1);
  CHECK(held(money(Signal::kSpend, Comparison::kEqual, big - 1), summary) == 0);
  CHECK(held(money(Signal::kSpend, Comparison::kEqual, big), summary) == 1);
  CHECK(held(money(Signal::kSpend, Comparison::kAtMost, big), summary) == 1);
  CHECK(held(money(Signal::kSpend, Comparison::kBelow, big), summary) == 0);
  CHECK(held(money(Signal::kSpend, Comparison::kBelow, std::numeric_limits<Minor>::max()), summary) == 1);
  CHECK(held(money(Signal::kSpend, Comparison::kAbove, std::numeric_limits<Minor>::max()), summary) == 0);
  CHECK(held(money(Signal::kSpend, Comparison::kBelow, std::numeric_limits<Minor>::min()), summary) == 0);
}

TEST_CASE("AND needs all conditions, OR one") {
  const Condition yes = number(Signal::kEmergencyFundMonths, Comparison::kAtLeast, 6);
  const Condition no = number(Signal::kCreditMaxUtilizationPct, Comparison::kBelow, 10);
  Summary summary;
  summary.emergency_fund_months = 7;
  summary.credit_max_utilization_pct = 20;
  const auto qualifies = [&](std::vector<Condition> conditions, bool all) {
    return match_one({{persona("a", 1, std::move(conditions), all)}}, summary).qualifying == 1;
  };
  CHECK_FALSE(qualifies({yes, no}, true));
  CHECK(qualifies({yes, no}, false));
  CHECK(qualifies({yes, yes}, true));
  CHECK_FALSE(qualifies({no, no}, false));
  CHECK(qualifies({yes}, true));
}

TEST_CASE("a condition with a time window reads that window whatever is evaluated") {
  Summary short_window;
  Summary long_window;
  short_window.income_payroll_count = 1;
  long_window.income_payroll_count = 6;
  signals::SignalTable tables[2];
  for (auto& table : tables) table.resize(1);
  tables[0].put(0, std::span(&short_window, 1));
  tables[1].put(0, std::span(&long_window, 1));
  const std::vector<WindowSignals> windows{{30, &tables[0]}, {180, &tables[1]}};
  const Condition few = number(Signal::kIncomePayrollCount, Comparison::kBelow, 2);
  const Condition few_in_180 = number(Signal::kIncomePayrollCount, Comparison::kBelow, 2, 180);
  const Condition few_in_30 = number(Signal::kIncomePayrollCount, Comparison::kBelow, 2, 30);
  const Registry registry{{persona("a", 1, {few}), persona("b", 2, {few_in_180}), persona("c", 3, {few_in_30})}};
  const std::uint8_t assessed = 1;
  std::uint64_t qualifying = 0;
  std::uint64_t words = 0;
  match_personas(windows, registry, 30, std::span(&assessed, 1), {std::span(&qualifying, 1), std::span(&words, 1)});
  CHECK(qualifying == 0b101);
  match_personas(windows, registry, 180, std::span(&assessed, 1), {std::span(&qualifying, 1), std::span(&words, 1)});
  CHECK(qualifying == 0b100);
  CHECK_THROWS_AS(
      match_personas(windows, registry, 90, std::span(&assessed, 1), {std::span(&qualifying, 1), std::span(&words, 1)}),
      UsageError);
}

TEST_CASE("the persona of the lowest priority number is assigned") {
  const Condition always = number(Signal::kTransactionHistoryDays, Comparison::kAtLeast, 0);
  const Registry registry{{persona("a", 3, {always}), persona("b", 7, {always}), persona("c", 9, {always})}};
  const std::vector<std::uint64_t> qualifying{0b110, 0b100, 0, 0b111, 0};
  const std::vector<std::uint8_t> assessed{1, 1, 1, 1, 0};
  std::vector<std::uint8_t> assigned(5);
  prioritize_personas(registry, qualifying, assessed, assigned);
  CHECK(assigned == std::vector<std::uint8_t>{1, 2, 3, 0, 4});
  CHECK(registry.unclassified() == 3);
  CHECK(registry.not_assessed() == 4);
  assigned.pop_back();
  CHECK_THROWS_AS(prioritize_personas(registry, qualifying, assessed, assigned), UsageError);
}

TEST_CASE("a customer who is not assessed has no masks") {
  Summary summary;
  summary.income_payroll_count = 0;
  const Registry registry{{persona("a", 1, {number(Signal::kIncomePayrollCount, Comparison::kEqual, 0)})}};
  CHECK(match_one(registry, summary, true).qualifying == 1);
  const Matched matched = match_one(registry, summary, false);
  CHECK(matched.qualifying == 0);
  CHECK(matched.words == std::vector<std::uint64_t>{0});
}

TEST_CASE("the last of 64 personas is assigned like any other") {
  Registry registry;
  for (std::uint32_t p = 0; p < 64; ++p)
    registry.personas.push_back(
        persona("p" + std::to_string(p), p + 1, {number(Signal::kSubscriptionCount, Comparison::kEqual, p)}));
  Summary summary;
  summary.subscription_count = 63;
  const Matched matched = match_one(registry, summary);
  CHECK(matched.qualifying == std::uint64_t{1} << 63);
  const std::uint8_t assessed = 1;
  std::uint8_t assigned = 0;
  prioritize_personas(registry, std::span(&matched.qualifying, 1), std::span(&assessed, 1), std::span(&assigned, 1));
  CHECK(assigned == 63);
}

TEST_CASE("conditions of a persona may lie in several words") {
  std::vector<Condition> conditions;
  for (int k = 0; k < 200; ++k) conditions.push_back(number(Signal::kSubscriptionCount, Comparison::kAbove, k));
  Summary summary;
  summary.subscription_count = 199;
  const Registry all{{persona("a", 1, conditions, true)}};
  const Registry any{{persona("a", 1, conditions, false)}};
  CHECK(all.num_condition_words() == 4);
  Matched matched = match_one(all, summary);
  CHECK(matched.qualifying == 0);
  CHECK(matched.condition(198));
  CHECK_FALSE(matched.condition(199));
  CHECK(match_one(any, summary).qualifying == 1);
  summary.subscription_count = 200;
  matched = match_one(all, summary);
  CHECK(matched.qualifying == 1);
  CHECK(matched.words == std::vector<std::uint64_t>{~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}, 0xFF});
}

TEST_CASE("columns that do not fit together are refused") {
  signals::SignalTable table;
  table.resize(2);
  const std::vector<WindowSignals> windows{{30, &table}};
  const std::vector<WindowSignals> no_table{{30, nullptr}};
  const Registry registry{{persona("a", 1, {money(Signal::kSpend, Comparison::kAbove, 1)})}};
  std::vector<std::uint64_t> two(2);
  std::vector<std::uint64_t> three(3);
  const std::vector<std::uint8_t> assessed(2, 1);
  CHECK_NOTHROW(match_personas(windows, registry, 30, assessed, {two, two}));
  CHECK_THROWS_AS(match_personas(windows, registry, 30, assessed, {three, two}), UsageError);
  CHECK_THROWS_AS(match_personas(windows, registry, 30, assessed, {two, three}), UsageError);
  CHECK_THROWS_AS(match_personas(windows, registry, 30, std::vector<std::uint8_t>(3, 1), {three, three}), UsageError);
  CHECK_THROWS_AS(match_personas(no_table, registry, 30, assessed, {two, two}), UsageError);
  CHECK_THROWS_AS(match_personas(windows, registry, 30, assessed, {two, two}, {.n_workers = 0}), UsageError);
  CHECK_THROWS_AS(match_personas(windows, Registry{}, 30, assessed, {two, two}), UsageError);
}
