#include <catch2/catch.hpp>

#include "persona_cases.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::personas;
using namespace spendlens::test;

namespace {

const Registry kRegistry{
    {persona("high_utilization", 1, {number(Signal::kCreditMaxUtilizationPct, Comparison::kAtLeast, 50)}),
     persona("irregular_income", 2,
             {number(Signal::kIncomeMedianPayGapDays, Comparison::kAbove, 45, 180),
              number(Signal::kIncomePayrollCount, Comparison::kBelow, 2, 180)},
             false),
     persona("low_savings", 3, {number(Signal::kEmergencyFundMonths, Comparison::kBelow, 3)}),
     persona("steady", 5,
             {number(Signal::kEmergencyFundMonths, Comparison::kAtLeast, 6),
              money(Signal::kCreditTotalLimits, Comparison::kBelow, 300'000)})}};

Judgement judge(const signals::Summary& in_30, const signals::Summary& in_180, bool assessed = true) {
  const std::vector<WindowSummary> windows{{30, in_30}, {180, in_180}};
  return match_personas_reference(windows, kRegistry, 30, assessed);
}

}  // namespace

TEST_CASE("the reason says which criteria held, the priority and who else qualifies") {
  signals::Summary summary;
  summary.credit_max_utilization_pct = 63.2;
  summary.emergency_fund_months = 1.5;
  const Judgement judgement = judge(summary, {});
  CHECK(judgement.assigned == 0);
  CHECK(judgement.qualifying == 0b101);
  CHECK(
      judgement.reason ==
      "high_utilization: credit_max_utilization_pct 63.2 % >= 50 %; it has priority 1; also qualifies: low_savings (3)");
}

TEST_CASE("of an OR the criteria that held are named, with their own window") {
  signals::Summary in_180;
  in_180.income_payroll_count = 1;
  in_180.emergency_fund_months = 1;
  const Judgement judgement = judge({}, in_180);
  CHECK(judgement.assigned == 1);
  CHECK(judgement.reason == "irregular_income: income_payroll_count 1 < 2 (180d); it has priority 2");
  REQUIRE(judgement.evidence.size() == 4);
  CHECK(judgement.evidence[1] == std::vector<Evidence>{{std::nullopt, false}, {1, true}});
  CHECK(judgement.evidence[2] == std::vector<Evidence>{{std::nullopt, false}});
}

TEST_CASE("of an AND all criteria are named, money in major units") {
  signals::Summary summary;
  summary.emergency_fund_months = 6;
  summary.credit_total_limits = 200'050;
  CHECK(
      judge(summary, {}).reason ==
      "steady: emergency_fund_months 6 months >= 6 months and credit_total_limits 2000.50 < 3000.00; it has priority 5");
}

TEST_CASE("customers without a persona are told why") {
  const Judgement none = judge({}, {});
  CHECK(none.assigned == kRegistry.unclassified());
  CHECK(none.reason == "unclassified: no persona's criteria hold");
  signals::Summary summary;
  summary.credit_max_utilization_pct = 80;
  const Judgement absent = judge(summary, {}, false);
  CHECK(absent.assigned == kRegistry.not_assessed());
  CHECK(absent.qualifying == 0);
  CHECK(absent.evidence[0] == std::vector<Evidence>{{80, false}});
  CHECK(absent.reason == "not_assessed: no transaction up to the reference date");
}

TEST_CASE("a value close to its threshold is shown with as many decimals as the outcome needs") {
  const auto text = [](double value, Comparison comparison, double threshold) {
    signals::Summary summary;
    summary.credit_max_utilization_pct = value;
    const Condition condition = number(Signal::kCreditMaxUtilizationPct, comparison, threshold);
    return condition_text(condition, {value, holds(condition, summary)});
  };
  CHECK(text(49.99999, Comparison::kAtLeast, 50) == "credit_max_utilization_pct 49.99999 % >= 50 %");
  CHECK(text(63.15789473684211, Comparison::kAtLeast, 50) == "credit_max_utilization_pct 63.16 % >= 50 %");
  CHECK(text(50.0000000000001, Comparison::kAbove, 50) == "credit_max_utilization_pct 50.0000000000001 % > 50 %");
  CHECK(text(0, Comparison::kEqual, 0.5) == "credit_max_utilization_pct 0 % == 0.5 %");
}

TEST_CASE("flags, nulls and money of doubles are put in words") {
  CHECK(condition_text(number(Signal::kHasInterestCharges, Comparison::kEqual, 1), {0, false}) ==
        "has_interest_charges false == true");
  CHECK(condition_text(number(Signal::kHasInterestCharges, Comparison::kEqual, 1), {}) ==
        "has_interest_charges unknown == true");
  CHECK(condition_text(number(Signal::kTransactionHistoryDays, Comparison::kBelow, 180), {}) ==
        "transaction_history_days unknown < 180 days");
  CHECK(condition_text(money(Signal::kNetInflow, Comparison::kBelow, -5), {-7, true}) == "net_inflow -0.07 < -0.05");
  CHECK(condition_text(number(Signal::kAvgMonthlyExpenses, Comparison::kAbove, 1500), {1600.5, true}) ==
        "avg_monthly_expenses 1600.50 > 1500.00");
  CHECK(condition_text(number(Signal::kSavingsGrowthRate, Comparison::kAbove, 0.02), {0.0211111, true}) ==
        "savings_growth_rate 0.0211 > 0.02");
}

TEST_CASE("a window that is not there is refused") {
  const std::vector<WindowSummary> windows{{30, {}}};
  CHECK_THROWS_AS(match_personas_reference(windows, kRegistry, 30, true), UsageError);
}
