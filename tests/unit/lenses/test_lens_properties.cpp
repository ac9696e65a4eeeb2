#include <catch2/catch.hpp>

#include <random>

#include "rfm_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/lenses/period_comparison.hpp"

using namespace spendlens;
using namespace spendlens::lenses;
using namespace spendlens::test;

namespace {

const std::vector<int> kPercentiles{1, 5, 10, 20, 50, 99, 100};

/// Customers 0..n-1 with a name each; a period draws some of them, with many ties in spend or with none.
class World {
 public:
  explicit World(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) names_.push_back("customer " + std::to_string(i));
  }

  [[nodiscard]] std::vector<Buyer> draw(std::mt19937_64& random, int percent, std::uint64_t range) const {
    std::vector<Buyer> buyers;
    for (const std::string& name : names_)
      if (random() % 100 < static_cast<std::uint64_t>(percent))
        buyers.push_back({name, 1 + static_cast<std::uint32_t>(random() % 15), static_cast<Minor>(random() % range),
                          static_cast<std::uint32_t>(random() % 90)});
    std::shuffle(buyers.begin(), buyers.end(), random);
    return buyers;
  }

  [[nodiscard]] std::vector<std::string_view> names() const { return {names_.begin(), names_.end()}; }

 private:
  std::vector<std::string> names_;
};

SinglePeriodAnalysis without_scores(SinglePeriodAnalysis analysis) {
  analysis.rfm_distribution.clear();
  return analysis;
}

template <class Partial>
Partial merged(Partial a, const Partial& b) {
  a.merge(b);
  return a;
}

SinglePeriodPartial lens1_part(std::mt19937_64& random) {
  const auto metrics = metrics_of(World(20).draw(random, 70, 1'000));
  SinglePeriodPartial partial;
  partial.add(metrics.frequency, metrics.total_spend, metrics.refund_count, metrics.refund_total);
  return partial;
}

ComparisonPartial lens2_part(std::mt19937_64& random) {
  ComparisonPartial partial;
  const std::size_t n = 30;
  std::vector<std::uint32_t> frequency1(n), frequency2(n);
  std::vector<Minor> spend1(n), spend2(n);
  std::vector<std::uint8_t> before(n), group(n), decile1(n), decile2(n);
  for (std::size_t i = 0; i < n; ++i) {
    frequency1[i] = random() % 2;
    frequency2[i] = random() % 2;
    spend1[i] = static_cast<Minor>(random() % 1'000);
    spend2[i] = static_cast<Minor>(random() % 1'000);
    before[i] = random() % 2;
    decile1[i] = static_cast<std::uint8_t>(frequency1[i] != 0 ? 1 + random() % 10 : 0);
    decile2[i] = static_cast<std::uint8_t>(frequency2[i] != 0 ? 1 + random() % 10 : 0);
  }
  partial.add(frequency1, spend1, frequency2, spend2, before, group);
  partial.add_moves(group, decile1, decile2);
  return partial;
}

template <class Make>
void check_merging(Make make) {
  std::mt19937_64 random(61);
  for (int round = 0; round < 20; ++round) {
    const auto a = make(random);
    const auto b = make(random);
    const auto c = make(random);
    CHECK((merged(a, b).numbers() == merged(b, a).numbers()));
    CHECK((merged(merged(a, b), c).numbers() == merged(a, merged(b, c)).numbers()));
    CHECK((merged(a, std::decay_t<decltype(a)>{}).numbers() == a.numbers()));
    auto copy = std::decay_t<decltype(a)>{};
    copy.set_numbers(a.numbers());
    CHECK((copy.numbers() == a.numbers()));
    CHECK_FALSE((merged(a, b).numbers() == a.numbers()));
  }
}

}  // namespace

TEST_CASE("merging Lens 1 partials is associative and commutative") { check_merging(lens1_part); }

TEST_CASE("merging Lens 2 partials is associative and commutative") { check_merging(lens2_part); }

TEST_CASE("partials of parts add up to the partial of the whole") {
  std::mt19937_64 random(62);
  const auto metrics = metrics_of(World(50).draw(random, 80, 500));
  SinglePeriodPartial whole, first, second;
  whole.add(metrics.frequency, metrics.total_spend, {}, {});
  const std::span frequency(metrics.frequency);
  const std::span spend(metrics.total_spend);
  first.add(frequency.first(7), spend.first(7), {}, {});
  second.add(frequency.subspan(7), spend.subspan(7), {}, {});
  CHECK((merged(first, second).numbers() == whole.numbers()));
}

TEST_CASE("Lens 1 equals its reference, with any number of workers") {
  std::mt19937_64 random(63);
  for (int round = 0; round < 120; ++round) {
    const std::size_t n = round < 15 ? static_cast<std::size_t>(round) : random() % 250;
    const std::uint64_t range = std::array<std::uint64_t, 4>{1, 4, 1'000, 4'000'000'000'000'000U}[random() % 4];
    auto buyers = World(n).draw(random, 100, range);
    for (Buyer& buyer : buyers)
      if (random() % 10 == 0) buyer.frequency = 0;  // counts for nothing
    const auto metrics = metrics_of(buyers);
    const SinglePeriodAnalysis expected =
        analyze_single_period_reference(metrics.frequency, metrics.total_spend, kPercentiles);
    for (const int workers : {1, 2, 3, 4})
      CHECK(without_scores(analyze_single_period(metrics, nullptr, kPercentiles, ParallelPolicy::always(workers))) ==
            expected);
  }
}

TEST_CASE("Lens 1's groups hold every customer and all revenue") {
  std::mt19937_64 random(64);
  for (int round = 0; round < 50; ++round) {
    const auto analysis = analyze_single_period(metrics_of(World(1 + random() % 200).draw(random, 90, 10'000)));
    std::uint64_t by_customers = 0, by_revenue = 0, by_orders = 0, by_spend = 0, by_score = 0;
    Minor revenue = 0;
    for (const SpendGroup& group : analysis.equal_customer_groups) {
      by_customers += group.customers;
      revenue += group.revenue;
    }
    for (const std::uint64_t count : analysis.equal_revenue_groups) by_revenue += count;
    for (const std::uint64_t count : analysis.order_distribution) by_orders += count;
    for (const std::uint64_t count : analysis.spend_distribution) by_spend += count;
    for (const auto& [score, count] : analysis.rfm_distribution) by_score += count;
    CHECK(by_customers == analysis.total_customers);
    CHECK(by_revenue == analysis.total_customers);
    CHECK(by_orders == analysis.total_customers);
    CHECK(by_spend == analysis.total_customers);
    CHECK(by_score == analysis.total_customers);
    CHECK(revenue == analysis.total_revenue);
  }
}

TEST_CASE("Lens 2 equals its reference, with any number of workers, and its bridge adds up") {
  std::mt19937_64 random(65);
  for (int round = 0; round < 120; ++round) {
    const World world(round < 12 ? static_cast<std::size_t>(round) : random() % 150);
    const std::uint64_t range = std::array<std::uint64_t, 4>{1, 4, 1'000, 4'000'000'000'000'000U}[random() % 4];
    const auto period1 = metrics_of(world.draw(random, 60, range));
    const auto period2 = metrics_of(world.draw(random, 60, range));
    const std::vector<std::string_view> names = world.names();
    std::vector<std::string_view> known = period1.customer_id;
    for (const std::string_view name : names)
      if (random() % 2 == 0) known.push_back(name);
    for (const bool with_list : {false, true}) {
      std::optional<std::span<const std::string_view>> all;
      if (with_list) all = known;
      const PeriodComparison expected = analyze_period_comparison_reference(period1, period2, all);
      const RevenueBridge& bridge = expected.bridge;
      CHECK(bridge.period1_revenue + bridge.churned + bridge.retained + bridge.reactivated + bridge.first_time ==
            bridge.period2_revenue);
      for (const int workers : {1, 2, 3, 4})
        CHECK(analyze_period_comparison(period1, period2, all, nullptr, nullptr, ParallelPolicy::always(workers)) ==
              expected);
    }
  }
}

TEST_CASE("deciles from cuts are those of the definition") {
  std::mt19937_64 random(66);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::int64_t> spend(1 + random() % 60);
    const std::uint64_t range = 1 + random() % 40;
    for (std::int64_t& value : spend) value = static_cast<std::int64_t>(random() % range);
    LocalOrderStatistics statistics(spend);
    const DecileCuts cuts = compute_decile_cuts(statistics);
    for (const std::int64_t value : spend) {
      std::size_t larger = 0;
      for (const std::int64_t other : spend) larger += other > value ? 1 : 0;
      REQUIRE(cuts.decile(value) == 1 + 10 * larger / spend.size());
    }
  }
}
