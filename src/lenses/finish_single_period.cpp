#include <fmt/core.h>

#include <algorithm>

#include "lenses/percentiles.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/lenses/single_period.hpp"

namespace spendlens::lenses {

namespace {

constexpr std::uint64_t kPercent = 100;
constexpr std::uint64_t kGroups = 10;

/// The spend of customers by rank, ascending: everything that Lens 1 wants to know is asked for at once, in one round.
class RankedSpend {
 public:
  RankedSpend(OrderStatistics& spend, std::span<const int> percentiles)
      : num_customers_(spend.count()), revenue_(spend.sum()) {
    want(num_customers_ / 2);
    want((num_customers_ - 1) / 2);
    for (const int p : percentiles) want_below(num_customers_ - customers_on_top(num_customers_, p));
    for (const int p : kDefaultPercentiles) want_below(num_customers_ - customers_on_top(num_customers_, p));
    for (std::uint64_t k = 0; k <= kPercent; ++k) want_below(num_customers_ * k / kPercent);
    for (std::uint64_t g = 0; g <= kGroups; ++g) {
      const std::uint64_t below = num_customers_ - num_customers_ * g / kGroups;
      want_below(below);
      if (below < num_customers_) want(below);
    }
    std::sort(ranks_.begin(), ranks_.end());
    ranks_.erase(std::unique(ranks_.begin(), ranks_.end()), ranks_.end());
    answers_ = spend.at_ranks(ranks_);
  }

  [[nodiscard]] std::uint64_t num_customers() const { return num_customers_; }
  [[nodiscard]] int128 revenue() const { return revenue_; }
  [[nodiscard]] Minor at(std::uint64_t rank) const { return answer(rank).value; }
  [[nodiscard]] int128 sum_of_lowest(std::uint64_t count) const {
    return count == 0 ? 0 : answer(count - 1).sum_of_lowest(count);
  }

 private:
  void want(std::uint64_t rank) { ranks_.push_back(rank); }
  void want_below(std::uint64_t count) {
    if (count > 0) want(count - 1);
  }
  [[nodiscard]] const OrderStatistics::At& answer(std::uint64_t rank) const {
    const auto found = std::lower_bound(ranks_.begin(), ranks_.end(), rank);
    return answers_.at(static_cast<std::size_t>(found - ranks_.begin()));
  }

  std::uint64_t num_customers_;
  int128 revenue_;
  std::vector<std::uint64_t> ranks_;
  std::vector<OrderStatistics::At> answers_;
};

Concentration concentration_of(const RankedSpend& spend, int percentile) {
  const std::uint64_t top = customers_on_top(spend.num_customers(), percentile);
  return {top, percent(spend.revenue() - spend.sum_of_lowest(spend.num_customers() - top), spend.revenue())};
}

SpendGroup group_of_customers(const RankedSpend& spend, std::uint64_t group) {
  const std::uint64_t n = spend.num_customers();
  const std::uint64_t low = n - n * (group + 1) / kGroups;
  const std::uint64_t high = n - n * group / kGroups;
  if (low == high) return {};
  const int128 revenue = spend.sum_of_lowest(high) - spend.sum_of_lowest(low);
  return {high - low, narrow(revenue, "a group's revenue"), spend.at(low), spend.at(high - 1)};
}

/// gini = (2·Σ i·x_i - (n + 1)·Σ x) / (n·Σ x)
std::int64_t gini_millionths(OrderStatistics& spend) {
  const int128 n = spend.count();
  const int128 revenue = spend.sum();
  if (revenue == 0) return 0;
  const int128 excess = 2 * spend.rank_weighted_sum() - (n + 1) * revenue;
  return narrow(divide_rounded(excess * 1'000'000, n * revenue), "gini");
}

/// A customer is in group g or a later one where the revenue B of all bigger ranks has 10·B >= g·R.
std::array<std::uint64_t, kGroups> equal_revenue_groups(OrderStatistics& spend) {
  std::array<std::uint64_t, kGroups> groups{};
  if (spend.sum() == 0) {
    groups.back() = spend.count();
    return groups;
  }
  std::vector<int128> weights;
  for (std::uint64_t g = 1; g < kGroups; ++g)
    weights.push_back((static_cast<int128>(g) * spend.sum() + kGroups - 1) / kGroups);
  std::vector<std::uint64_t> before = spend.tops_to_reach(weights);
  before.push_back(spend.count());
  for (std::size_t g = 0; g < kGroups; ++g) groups[g] = before[g] - (g == 0 ? 0 : before[g - 1]);
  return groups;
}

void copy_sums(const SinglePeriodPartial& partial, SinglePeriodAnalysis& analysis) {
  analysis.total_customers = partial.customers;
  analysis.total_orders = partial.orders;
  analysis.one_time_buyers = partial.one_time_buyers;
  analysis.one_time_buyer_pct = percent(partial.one_time_buyers, partial.customers);
  analysis.total_revenue = narrow(partial.revenue, "total_revenue");
  analysis.avg_orders_per_customer = ratio(partial.orders, partial.customers);
  if (partial.orders != 0)
    analysis.avg_order_value = narrow(divide_rounded(partial.revenue, partial.orders), "avg_order_value");
  analysis.order_distribution = partial.order_distribution;
  analysis.spend_distribution = partial.spend_distribution;
  analysis.refund_count = partial.refund_count;
  analysis.refund_total = narrow(partial.refund_total, "refund_total");
}

void rank_customers(OrderStatistics& statistics, std::span<const int> percentiles, SinglePeriodAnalysis& analysis) {
  const RankedSpend spend(statistics, percentiles);
  const std::uint64_t n = spend.num_customers();
  const int128 middles = int128{spend.at((n - 1) / 2)} + spend.at(n / 2);
  analysis.median_customer_value = narrow(divide_rounded(middles, 2), "median_customer_value");
  for (const int p : percentiles) analysis.revenue_concentration[p] = concentration_of(spend, p);
  analysis.top_10pct_revenue_contribution = concentration_of(spend, 10).share;
  analysis.top_20pct_revenue_contribution = concentration_of(spend, 20).share;
  for (std::size_t k = 0; k < analysis.lorenz.size(); ++k)
    analysis.lorenz[k] = percent(spend.sum_of_lowest(n * k / kPercent), spend.revenue()).count;
  for (std::size_t g = 0; g < kGroups; ++g) analysis.equal_customer_groups[g] = group_of_customers(spend, g);
  analysis.gini_millionths = gini_millionths(statistics);
  analysis.equal_revenue_groups = equal_revenue_groups(statistics);
}

}  // namespace

void check_percentiles(std::span<const int> percentiles) {
  for (const int p : percentiles)
    if (p < 1 || p > 100) throw UsageError(fmt::format("a percentile must be 1 to 100, not {}", p));
}

std::uint64_t customers_on_top(std::uint64_t num_customers, int percentile) {
  if (num_customers == 0) return 0;
  return std::max<std::uint64_t>(1, num_customers * static_cast<std::uint64_t>(percentile) / kPercent);
}

SinglePeriodAnalysis finish_single_period(const SinglePeriodPartial& partial, OrderStatistics& spend,
                                          std::span<const int> percentiles) {
  check_percentiles(percentiles);
  if (spend.count() != partial.customers || spend.sum() != partial.revenue)
    throw InternalError(
        fmt::format("Lens 1 was given {} customers and the ranks of {}", partial.customers, spend.count()));
  SinglePeriodAnalysis analysis;
  copy_sums(partial, analysis);
  if (partial.customers != 0) {
    rank_customers(spend, percentiles, analysis);
  } else {
    for (const int p : percentiles) analysis.revenue_concentration[p] = {};
  }
  return analysis;
}

}  // namespace spendlens::lenses
