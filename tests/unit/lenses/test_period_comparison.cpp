#include <catch2/catch.hpp>

#include <numeric>

#include "rfm_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/lenses/period_comparison.hpp"

using namespace spendlens;
using namespace spendlens::lenses;
using namespace spendlens::test;
using Catch::Matchers::Contains;

namespace {

using Ids = std::vector<std::string_view>;

PeriodComparison compare(const std::vector<Buyer>& period1, const std::vector<Buyer>& period2) {
  return analyze_period_comparison(metrics_of(period1), metrics_of(period2));
}

PeriodComparison compare(const std::vector<Buyer>& period1, const std::vector<Buyer>& period2, const Ids& all) {
  return analyze_period_comparison(metrics_of(period1), metrics_of(period2), all);
}

int decile_of(const std::vector<std::int64_t>& spend, Minor value) {
  LocalOrderStatistics statistics(spend);
  return compute_decile_cuts(statistics).decile(value);
}

Minor bridged(const RevenueBridge& bridge) {
  return bridge.period1_revenue + bridge.churned + bridge.retained + bridge.reactivated + bridge.first_time;
}

}  // namespace

TEST_CASE("groups, rates, changes, bridge and moves of a worked example") {
  const std::vector<Buyer> period1{{"a", 2, 10'000}, {"b", 1, 5'000}, {"c", 1, 1'000}};
  const std::vector<Buyer> period2{{"e", 3, 2'000}, {"a", 1, 6'000}, {"d", 1, 3'000}};

  const PeriodComparison lens = compare(period1, period2, {"z", "a", "b", "c", "d"});

  CHECK(lens.retained == 1);     // a
  CHECK(lens.churned == 2);      // b, c
  CHECK(lens.reactivated == 1);  // d
  CHECK(lens.first_time == 1);   // e
  CHECK(lens.new_customers == 2);
  CHECK(lens.inactive == 1);  // z
  CHECK(lens.retention_rate == Hundredths{3'333});
  CHECK(lens.churn_rate == Hundredths{6'667});
  CHECK(lens.reactivation_rate == Hundredths{3'333});
  CHECK(lens.customer_count_change == 0);
  CHECK(lens.revenue_change_pct == Hundredths{-3'125});          // 16,000 to 11,000
  CHECK(lens.avg_order_value_change_pct == Hundredths{-4'500});  // 16,000/4 = 4,000 to 11,000/5 = 2,200
  CHECK(lens.bridge == RevenueBridge{16'000, -6'000, -4'000, 3'000, 2'000, 11'000});
  CHECK(bridged(lens.bridge) == lens.bridge.period2_revenue);
  // with three customers 0, 1 and 2 larger ones are deciles 1, 1 + floor(10/3) = 4 and 1 + floor(20/3) = 7
  std::array<std::array<std::uint64_t, 11>, 11> moved{};
  moved[1][1] = 1;  // a
  moved[4][0] = 1;  // b
  moved[7][0] = 1;  // c
  moved[0][4] = 1;  // d
  moved[0][7] = 1;  // e
  CHECK(lens.moved == moved);
  CHECK(lens.reactivated_into[4] == 1);
  CHECK(lens.first_time_into[7] == 1);
  CHECK(std::accumulate(lens.reactivated_into.begin(), lens.reactivated_into.end(), 0U) == 1);
  CHECK(lens.warnings.empty());
}

TEST_CASE("without a list of all customers nobody is reactivated") {
  const PeriodComparison lens = compare({{"a", 1, 1}}, {{"b", 1, 1}});
  CHECK(lens.first_time == 1);
  CHECK(lens.reactivated == 0);
  CHECK(lens.inactive == 0);
}

TEST_CASE("empty periods have rates of 0") {
  const PeriodComparison nothing = compare({}, {});
  CHECK(nothing == PeriodComparison{});

  const PeriodComparison start = compare({}, {{"a", 1, 100}});
  CHECK(start.retention_rate == Hundredths{0});
  CHECK(start.churn_rate == Hundredths{0});
  CHECK(start.revenue_change_pct == Hundredths{10'000});  // from zero to something
  CHECK(start.avg_order_value_change_pct == Hundredths{0});
  CHECK(start.customer_count_change == 1);
  CHECK(start.warnings.empty());

  const PeriodComparison end = compare({{"a", 1, 100}}, {});
  CHECK(end.churn_rate == Hundredths{10'000});
  CHECK(end.reactivation_rate == Hundredths{0});
  CHECK(end.revenue_change_pct == Hundredths{-10'000});
  CHECK(end.avg_order_value_change_pct == Hundredths{0});
  CHECK(end.customer_count_change == -1);
}

TEST_CASE("changes from zero revenue") {
  const PeriodComparison zero = compare({{"a", 1, 0}}, {{"a", 2, 0}});
  CHECK(zero.revenue_change_pct == Hundredths{0});
  CHECK(zero.avg_order_value_change_pct == Hundredths{0});
  const PeriodComparison some = compare({{"a", 1, 0}}, {{"a", 2, 7}});
  CHECK(some.revenue_change_pct == Hundredths{10'000});
  CHECK(some.avg_order_value_change_pct == Hundredths{10'000});
  CHECK(some.warnings.empty());
}

TEST_CASE("the average order value is not rounded before its change is taken") {
  // 1/3 to 1/2: +50 %, though both round to 0 or 1
  CHECK(compare({{"a", 3, 1}}, {{"a", 2, 1}}).avg_order_value_change_pct == Hundredths{5'000});
  // 7/3 to 5/3: -28.571 %
  CHECK(compare({{"a", 3, 7}}, {{"a", 3, 5}}).avg_order_value_change_pct == Hundredths{-2'857});
}

TEST_CASE("halves of a change are rounded away from zero, below it too") {
  // 8,000 to 7,999: -0.0125 %; 800 to 799: -0.125 %; 800 to 801: +0.125 %
  CHECK(compare({{"a", 1, 8'000}}, {{"a", 1, 7'999}}).revenue_change_pct == Hundredths{-1});
  CHECK(compare({{"a", 1, 800}}, {{"a", 1, 799}}).revenue_change_pct == Hundredths{-13});
  CHECK(compare({{"a", 1, 800}}, {{"a", 1, 801}}).revenue_change_pct == Hundredths{13});
}

TEST_CASE("a change of 500 percent is no warning, one beyond it is") {
  CHECK(compare({{"a", 1, 100}}, {{"a", 1, 600}}).warnings.empty());

  const PeriodComparison both = compare({{"a", 1, 100}}, {{"a", 1, 601}});
  REQUIRE(both.warnings.size() == 2);
  CHECK_THAT(both.warnings[0], Contains("revenue_change_pct") && Contains("+501.00 %"));
  CHECK_THAT(both.warnings[1], Contains("avg_order_value_change_pct") && Contains("+501.00 %"));

  const PeriodComparison revenue_only = compare({{"a", 1, 100}}, {{"a", 7, 700}});
  REQUIRE(revenue_only.warnings.size() == 1);
  CHECK_THAT(revenue_only.warnings[0], Contains("revenue_change_pct") && Contains("+600.00 %"));

  // +500.004 % is beyond 500 although it shows as 500.00
  CHECK(compare({{"a", 1, 25'000}}, {{"a", 6, 150'001}}).warnings.size() == 1);
}

TEST_CASE("equal spend is equal decile") {
  const std::vector<std::int64_t> ties{5, 5, 5, 5, 5, 5, 5, 5, 5, 1};
  CHECK(decile_of(ties, 5) == 1);   // nobody larger
  CHECK(decile_of(ties, 1) == 10);  // nine larger: 1 + floor(90/10)
  const std::vector<std::int64_t> two_tops{9, 9, 3, 3, 3};
  CHECK(decile_of(two_tops, 9) == 1);
  CHECK(decile_of(two_tops, 3) == 5);  // two larger: 1 + floor(20/5)
}

TEST_CASE("ten customers are in ten deciles, one customer is in the first") {
  std::vector<std::int64_t> spend(10);
  std::iota(spend.begin(), spend.end(), 1);
  for (int i = 1; i <= 10; ++i) CHECK(decile_of(spend, i) == 11 - i);
  CHECK(decile_of({7}, 7) == 1);
  LocalOrderStatistics nobody({});
  CHECK(compute_decile_cuts(nobody).num_customers == 0);
}

TEST_CASE("a customer that a period holds twice is named") {
  CHECK_THROWS_AS(compare({{"a", 1, 1}, {"eve", 1, 1}, {"eve", 1, 1}}, {}), InputError);
  CHECK_THROWS_WITH(compare({{"a", 1, 1}, {"eve", 1, 1}, {"b", 1, 1}, {"eve", 1, 1}}, {}),
                    Contains("'eve'") && Contains("period 1"));
  CHECK_THROWS_WITH(compare({}, {{"eve", 1, 1}, {"eve", 1, 1}}), Contains("'eve'") && Contains("period 2"));
  // the one whose repetition comes first in the period
  CHECK_THROWS_WITH(compare({{"a", 1, 1}, {"b", 1, 1}, {"b", 1, 1}, {"a", 1, 1}}, {}), Contains("'b'"));
  CHECK_NOTHROW(compare({{"a", 1, 1}, {"A", 1, 1}, {"a ", 1, 1}}, {}));
}

TEST_CASE("a list of all customers that lacks one of period 1 is refused, by name") {
  CHECK_THROWS_AS(compare({{"a", 1, 1}, {"eve", 1, 1}}, {{"b", 1, 1}}, {"a", "b"}), InputError);
  CHECK_THROWS_WITH(compare({{"a", 1, 1}, {"eve", 1, 1}}, {{"b", 1, 1}}, {"a", "b"}), Contains("'eve'"));
  CHECK_THROWS_WITH(compare({{"eve", 1, 1}}, {}, Ids{}), Contains("'eve'"));
  CHECK_NOTHROW(compare({{"a", 1, 1}}, {{"b", 1, 1}}, {"a", "a"}));  // listed twice is listed
}

TEST_CASE("period 1 must end at or before the start of period 2") {
  const auto first = metrics_of({{"a", 1, 1}}, day("2025-01-01"), day("2025-02-01"));
  CHECK_NOTHROW(analyze_period_comparison(first, metrics_of({{"a", 1, 1}}, day("2025-02-01"), day("2025-03-01"))));
  const auto overlapping = metrics_of({{"a", 1, 1}}, day("2025-01-31"), day("2025-03-01"));
  CHECK_THROWS_AS(analyze_period_comparison(first, overlapping), UsageError);
  CHECK_THROWS_WITH(analyze_period_comparison(first, overlapping), Contains("2025-02-01") && Contains("2025-01-31"));
}

TEST_CASE("ready metrics give the totals, and are refused where they are of another period") {
  const auto period1 = metrics_of({{"a", 2, 100}, {"b", 1, 50}});
  const auto period2 = metrics_of({{"a", 1, 70}});
  const SinglePeriodAnalysis lens1 = analyze_single_period(period1);
  const SinglePeriodAnalysis lens2 = analyze_single_period(period2);

  CHECK(analyze_period_comparison(period1, period2, std::nullopt, &lens1, &lens2) ==
        analyze_period_comparison(period1, period2));
  CHECK_THROWS_AS(analyze_period_comparison(period1, period2, std::nullopt, &lens2, nullptr), UsageError);
  CHECK_THROWS_AS(analyze_period_comparison(period1, period2, std::nullopt, nullptr, &lens1), UsageError);
  SinglePeriodAnalysis other_revenue = lens1;
  other_revenue.total_revenue += 1;
  CHECK_THROWS_AS(analyze_period_comparison(period1, period2, std::nullopt, &other_revenue, &lens2), UsageError);
}

TEST_CASE("each customer's group") {
  CHECK(group_of(false, false, false) == Group::kInactive);
  CHECK(group_of(false, false, true) == Group::kInactive);
  CHECK(group_of(true, true, true) == Group::kRetained);
  CHECK(group_of(true, false, true) == Group::kChurned);
  CHECK(group_of(false, true, true) == Group::kReactivated);
  CHECK(group_of(false, true, false) == Group::kFirstTime);

  ComparisonPartial partial;
  std::vector<std::uint8_t> group(5, 99);
  const std::vector<std::uint32_t> frequency1{1, 1, 0, 0, 0}, frequency2{1, 0, 1, 1, 0};
  const std::vector<Minor> spend1{10, 20, 777, 777, 777},
      spend2{1, 888, 2, 4, 888};  // ignored where the frequency is 0
  partial.add(frequency1, spend1, frequency2, spend2, std::vector<std::uint8_t>{1, 1, 1, 0, 1}, group);
  CHECK(group == std::vector<std::uint8_t>{1, 2, 3, 4, 0});
  const PeriodComparison lens = finish_comparison(partial, 2, 3);
  CHECK(lens.bridge == RevenueBridge{30, -20, -9, 2, 4, 7});
}

TEST_CASE("lengths that differ are a usage error") {
  ComparisonPartial partial;
  std::vector<std::uint8_t> group(1);
  CHECK_THROWS_AS(partial.add({}, {}, {}, {}, {}, group), UsageError);
  CHECK_THROWS_AS(partial.add_moves(group, {}, {}), UsageError);
  CHECK_THROWS_AS(partial.set_numbers({}), InternalError);
  auto metrics = metrics_of({{"a", 1, 1}});
  metrics.frequency.clear();
  CHECK_THROWS_AS(analyze_period_comparison(metrics, metrics_of({})), UsageError);
}

TEST_CASE("revenue beyond 64 bits is an error, never a wrong sum") {
  const Minor most = std::numeric_limits<Minor>::max();
  CHECK_THROWS_AS(compare({{"a", 1, most}, {"b", 1, 1}}, {}), InputError);
  CHECK_THROWS_AS(compare({}, {{"a", 1, most}, {"b", 1, 1}}), InputError);
  const PeriodComparison full = compare({{"a", 1, most - 1}, {"b", 1, 1}}, {{"a", 1, most}});
  CHECK(full.bridge == RevenueBridge{most, -1, 1, 0, 0, most});
}
