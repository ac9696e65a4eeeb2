#include <catch2/catch.hpp>

#include <algorithm>

#include "rfm_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/lenses/single_period.hpp"
#include "spendlens/core/spend_classes.hpp"

using namespace spendlens;
using namespace spendlens::lenses;
using namespace spendlens::test;

namespace {

std::vector<Buyer> buyers_of(const std::vector<Minor>& spend) {
  std::vector<Buyer> buyers;
  for (const Minor value : spend) buyers.push_back({"x", 1, value, 0});
  return buyers;
}

SinglePeriodAnalysis analyze(const std::vector<Minor>& spend, const std::vector<int>& percentiles = {10, 20}) {
  return analyze_single_period(metrics_of(buyers_of(spend)), nullptr, percentiles);
}

std::size_t class_of(Minor spend) {
  const auto distribution = analyze({spend}).spend_distribution;
  return static_cast<std::size_t>(std::find(distribution.begin(), distribution.end(), 1U) - distribution.begin());
}

}  // namespace

TEST_CASE("no customers make zeros everywhere") {
  const SinglePeriodAnalysis analysis = analyze({}, {10, 50});
  SinglePeriodAnalysis zeros;
  zeros.revenue_concentration = {{10, {}}, {50, {}}};
  zeros.spend_distribution.assign(spend_class_bounds().size(), 0);
  CHECK(analysis == zeros);
}

TEST_CASE("one customer is the whole base") {
  const SinglePeriodAnalysis analysis = analyze({500});
  CHECK(analysis.total_customers == 1);
  CHECK(analysis.one_time_buyer_pct == Hundredths{10'000});
  CHECK(analysis.median_customer_value == 500);
  CHECK(analysis.top_10pct_revenue_contribution == Hundredths{10'000});  // max(1, floor(0.1)) = 1 customer
  CHECK(analysis.revenue_concentration.at(10).customers == 1);
  CHECK(analysis.lorenz[99] == 0);  // floor(0.99) = 0 customers
  CHECK(analysis.lorenz[100] == 10'000);
  CHECK(analysis.gini_millionths == 0);                                      // 2·500/500 - 2
  CHECK(analysis.equal_customer_groups[9] == SpendGroup{1, 500, 500, 500});  // floor(9/10) = 0 to floor(10/10) - 1 = 0
  CHECK(analysis.equal_customer_groups[0] == SpendGroup{});
  CHECK(analysis.equal_revenue_groups[0] == 1);
  CHECK(analysis.rfm_distribution == std::map<int, std::uint64_t>{{333, 1}});
}

TEST_CASE("totals and averages are rounded from exact integers") {
  const SinglePeriodAnalysis analysis = analyze_single_period(
      metrics_of({{"a", 1, 100}, {"b", 1, 200}, {"c", 3, 700}, {"d", 12, 1001}, {"e", 9, 0}, {"f", 10, 3}}));
  CHECK(analysis.total_customers == 6);
  CHECK(analysis.total_orders == 36);  // 1+1+3+12+9+10
  CHECK(analysis.one_time_buyers == 2);
  CHECK(analysis.one_time_buyer_pct == Hundredths{3'333});  // 2/6
  CHECK(analysis.total_revenue == 2'004);
  CHECK(analysis.avg_orders_per_customer == Hundredths{600});
  CHECK(analysis.avg_order_value == 56);         // 2004/36 = 55.67
  CHECK(analysis.median_customer_value == 150);  // 0 3 100 | 200 700 1001
  CHECK(analysis.order_distribution == std::array<std::uint64_t, 10>{2, 0, 1, 0, 0, 0, 0, 0, 1, 2});
}

TEST_CASE("halves are rounded away from zero") {
  CHECK(analyze({1, 2}).median_customer_value == 2);  // 1.5
  CHECK(analyze({1, 2}).avg_order_value == 2);        // 3/2
  // 8 customers, 1 of them once: 12.5 exactly, 1/16 = 6.25; 1/800 of revenue = 0.125 %
  CHECK(analyze({1, 799}, {100}).lorenz[50] == 13);  // 0.125 % is 12.5 of 1/10,000
  std::vector<Minor> spend(799, 1);
  spend.push_back(1);
  CHECK(analyze(spend, {1}).revenue_concentration.at(1).share == Hundredths{100});  // 8 of 800
  CHECK(analyze({1, 7}).lorenz[50] == 1'250);
}

TEST_CASE("the median of an odd count is the middle value") { CHECK(analyze({9, 1, 5}).median_customer_value == 5); }

TEST_CASE("concentration takes max(1, floor(n·p/100)) customers") {
  const std::vector<Minor> spend{100, 90, 80, 70, 60, 50, 40, 30, 20, 10, 5, 5, 0};  // 13 customers, 560
  const SinglePeriodAnalysis analysis = analyze(spend, {1, 10, 20, 50, 99, 100});
  const auto& share = analysis.revenue_concentration;
  CHECK(share.at(1) == Concentration{1, {1'786}});     // floor(0.13) = 0, so 1: 100/560 = 17.857
  CHECK(share.at(10) == Concentration{1, {1'786}});    // floor(1.3)
  CHECK(share.at(20) == Concentration{2, {3'393}});    // floor(2.6): 190/560 = 33.93
  CHECK(share.at(50) == Concentration{6, {8'036}});    // floor(6.5): 450/560 = 80.357
  CHECK(share.at(99) == Concentration{12, {10'000}});  // floor(12.87): all but the 0
  CHECK(share.at(100) == Concentration{13, {10'000}});
  CHECK(analysis.top_10pct_revenue_contribution == Hundredths{1'786});
  CHECK(analysis.top_20pct_revenue_contribution == Hundredths{3'393});
  CHECK(calculate_revenue_concentration(spend, std::vector<int>{1, 10, 20, 50, 99, 100}) == share);
}

TEST_CASE("the contributions of 10 and 20 percent are there whatever percentiles are asked for") {
  const SinglePeriodAnalysis analysis = analyze({4, 3, 2, 1}, {50});
  CHECK(analysis.revenue_concentration.size() == 1);
  CHECK(analysis.revenue_concentration.at(50) == Concentration{2, {7'000}});
  CHECK(analysis.top_10pct_revenue_contribution == Hundredths{4'000});
  CHECK(analyze({4, 3, 2, 1}, {}).revenue_concentration.empty());
}

TEST_CASE("a percentile outside 1 to 100 is a usage error") {
  for (const int p : {-1, 0, 101}) {
    CHECK_THROWS_AS(analyze({1}, {10, p}), UsageError);
    CHECK_THROWS_AS(calculate_revenue_concentration(std::vector<Minor>{}, std::vector<int>{p}), UsageError);
    CHECK_THROWS_AS(analyze_single_period_reference({}, {}, std::vector<int>{p}), UsageError);
  }
}

TEST_CASE("without revenue shares are 0 and everyone is in the last revenue group") {
  const SinglePeriodAnalysis analysis = analyze({0, 0, 0});
  CHECK(analysis.revenue_concentration.at(20) == Concentration{1, {0}});
  CHECK(analysis.lorenz[100] == 0);
  CHECK(analysis.gini_millionths == 0);
  CHECK(analysis.equal_revenue_groups == std::array<std::uint64_t, 10>{0, 0, 0, 0, 0, 0, 0, 0, 0, 3});
  CHECK(analysis.spend_distribution[0] == 3);
  CHECK(calculate_revenue_concentration(std::vector<Minor>{0, 0}).at(10) == Concentration{1, {0}});
  CHECK(calculate_revenue_concentration({}).at(10) == Concentration{});
}

TEST_CASE("lorenz, gini and groups of four customers") {
  const SinglePeriodAnalysis analysis = analyze({3'000, 1'000, 4'000, 2'000});

  // the lowest 1, 2, 3 and 4 hold 10, 30, 60 and 100 %
  CHECK(analysis.lorenz[0] == 0);
  CHECK(analysis.lorenz[24] == 0);
  CHECK(analysis.lorenz[25] == 1'000);
  CHECK(analysis.lorenz[49] == 1'000);
  CHECK(analysis.lorenz[50] == 3'000);
  CHECK(analysis.lorenz[75] == 6'000);
  CHECK(analysis.lorenz[100] == 10'000);
  // 2·(1·1 + 2·2 + 3·3 + 4·4)/(4·10) - 5/4 = 1.5 - 1.25
  CHECK(analysis.gini_millionths == 250'000);
  // floor(4g/10) = 0 0 0 1 1 2 2 2 3 3 4
  for (const std::size_t g : {0U, 1U, 3U, 5U, 6U, 8U}) CHECK(analysis.equal_customer_groups[g] == SpendGroup{});
  CHECK(analysis.equal_customer_groups[2] == SpendGroup{1, 4'000, 4'000, 4'000});
  CHECK(analysis.equal_customer_groups[4] == SpendGroup{1, 3'000, 3'000, 3'000});
  CHECK(analysis.equal_customer_groups[7] == SpendGroup{1, 2'000, 2'000, 2'000});
  CHECK(analysis.equal_customer_groups[9] == SpendGroup{1, 1'000, 1'000, 1'000});
  // before them 0, 40, 70 and 90 % of revenue
  CHECK(analysis.equal_revenue_groups == std::array<std::uint64_t, 10>{1, 0, 0, 0, 1, 0, 0, 1, 0, 1});
}

TEST_CASE("gini is rounded to six decimals") {
  // 2·(1·0 + 2·1 + 3·2)/(3·3) - 4/3 = 16/9 - 12/9 = 0.444444...
  CHECK(analyze({0, 1, 2}).gini_millionths == 444'444);
  // 2·(1·1 + 2·1 + 3·5)/(3·7) - 4/3 = 36/21 - 28/21 = 0.380952|38
  CHECK(analyze({1, 1, 5}).gini_millionths == 380'952);
}

TEST_CASE("groups of equal customers show their smallest and largest spend") {
  std::vector<Minor> spend;
  for (Minor i = 1; i <= 20; ++i) spend.push_back(i);
  const SinglePeriodAnalysis analysis = analyze(spend);
  CHECK(analysis.equal_customer_groups[0] == SpendGroup{2, 39, 19, 20});
  CHECK(analysis.equal_customer_groups[9] == SpendGroup{2, 3, 1, 2});
}

TEST_CASE("customers of no spend are in the last revenue group, and one giant leaves groups empty") {
  // before the giant 0 %; before the others at least 97 %
  CHECK(analyze({97, 1, 1, 1, 0}).equal_revenue_groups == std::array<std::uint64_t, 10>{1, 0, 0, 0, 0, 0, 0, 0, 0, 4});
  // exactly on the bound: before the second 5/10, so group 5
  CHECK(analyze({5, 5}).equal_revenue_groups == std::array<std::uint64_t, 10>{1, 0, 0, 0, 0, 1, 0, 0, 0, 0});
  // 1/3 and 2/3 of revenue before: groups 3 and 6
  CHECK(analyze({1, 1, 1}).equal_revenue_groups == std::array<std::uint64_t, 10>{1, 0, 0, 1, 0, 0, 1, 0, 0, 0});
}

TEST_CASE("spend falls into classes of 1, 2, 5 times a power of ten") {
  const auto bounds = spend_class_bounds();
  CHECK(std::vector<Minor>(bounds.begin(), bounds.begin() + 8) == std::vector<Minor>{0, 1, 2, 5, 10, 20, 50, 100});
  CHECK(bounds.back() == 5'000'000'000'000'000'000);
  CHECK(class_of(0) == 0);
  CHECK(class_of(1) == 1);
  CHECK(class_of(2) == 2);
  CHECK(class_of(4) == 2);
  CHECK(class_of(5) == 3);
  CHECK(class_of(9) == 3);
  CHECK(class_of(10) == 4);
  CHECK(class_of(99) == 6);
  CHECK(class_of(100) == 7);
  CHECK(class_of(std::numeric_limits<Minor>::max()) == bounds.size() - 1);
}

TEST_CASE("rfm_distribution counts the scores given, or computed ones") {
  const auto metrics = metrics_of({{"a", 1, 10, 1}, {"b", 2, 20, 2}, {"c", 3, 30, 3}});
  rfm::RfmScores scores;
  scores.rfm_score = {555, 111, 555};
  CHECK(analyze_single_period(metrics, &scores).rfm_distribution == std::map<int, std::uint64_t>{{111, 1}, {555, 2}});
  // recency 1 2 3 scores 3 2 1; frequency 1 2 3; monetary is 10 for all
  CHECK(analyze_single_period(metrics).rfm_distribution == std::map<int, std::uint64_t>{{133, 1}, {223, 1}, {313, 1}});
  scores.rfm_score = {555};
  CHECK_THROWS_AS(analyze_single_period(metrics, &scores), UsageError);
}

TEST_CASE("refunds of all customers stand beside, of those who bought nothing as well") {
  auto metrics = metrics_of({{"a", 1, 10}, {"b", 2, 20}, {"c", 0, 0}});
  metrics.refund_count = {1, 2, 4};
  metrics.refund_total = {5, 70, 300};
  const SinglePeriodAnalysis analysis = analyze_single_period(metrics);
  CHECK(analysis.total_customers == 2);
  CHECK(analysis.total_revenue == 30);
  CHECK(analysis.refund_count == 7);    // 1 + 2 + 4
  CHECK(analysis.refund_total == 375);  // 5 + 70 + 300
}

TEST_CASE("revenue up to 2^63 - 1 is right, above it an error") {
  const Minor most = std::numeric_limits<Minor>::max();
  const SinglePeriodAnalysis analysis = analyze({most - 10, 10}, {50});
  CHECK(analysis.total_revenue == most);
  CHECK(analysis.revenue_concentration.at(50) == Concentration{1, {10'000}});
  CHECK(analysis.gini_millionths == 500'000);  // one of two has all but 10 of 2^63
  CHECK_THROWS_AS(analyze({most, 1}), InputError);
  CHECK_THROWS_AS(analyze_single_period_reference(std::vector<std::uint32_t>{1, 1}, std::vector<Minor>{most, 1}, {}),
                  InputError);
}

TEST_CASE("a spend below 0 is refused") {
  CHECK_THROWS_AS(analyze({-1}), InputError);
  CHECK_THROWS_AS(calculate_revenue_concentration(std::vector<Minor>{5, -1}), InputError);
}

TEST_CASE("columns of different lengths are a usage error") {
  SinglePeriodPartial partial;
  const std::vector<std::uint32_t> frequency{1, 1};
  const std::vector<Minor> spend{1, 1}, short_spend{1};
  CHECK_THROWS_AS(partial.add(frequency, short_spend, {}, {}), UsageError);
  CHECK_THROWS_AS(partial.add(frequency, spend, frequency, short_spend), UsageError);
  CHECK_THROWS_AS(partial.set_numbers({}), InternalError);
  auto metrics = metrics_of({{"a", 1, 10}});
  metrics.total_spend.clear();
  CHECK_THROWS_AS(analyze_single_period(metrics), UsageError);
}

TEST_CASE("ranks of other customers than the sums' are noticed") {
  LocalOrderStatistics spend(std::vector<std::int64_t>{1, 2});
  CHECK_THROWS_AS(finish_single_period(SinglePeriodPartial{}, spend, {}), InternalError);
}
