#include <fmt/core.h>

#include <algorithm>

#include "lenses/percentiles.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/lenses/single_period.hpp"
#include "spendlens/core/spend_classes.hpp"

namespace spendlens::lenses {

namespace {

std::vector<Minor> spend_of_buyers(std::span<const std::uint32_t> frequency, std::span<const Minor> total_spend) {
  std::vector<Minor> spend;
  for (std::size_t i = 0; i < frequency.size(); ++i)
    if (frequency[i] > 0) spend.push_back(total_spend[i]);
  std::sort(spend.begin(), spend.end());
  return spend;
}

/// Spend of the ranks [from, to), counted from the biggest down.
int128 spend_of_ranks(const std::vector<Minor>& ascending, std::size_t from, std::size_t to) {
  int128 sum = 0;
  for (std::size_t rank = from; rank < to; ++rank) sum += ascending[ascending.size() - 1 - rank];
  return sum;
}

void count_customers(std::span<const std::uint32_t> frequency, std::span<const Minor> total_spend,
                     SinglePeriodAnalysis& analysis) {
  const auto bounds = spend_class_bounds();
  analysis.spend_distribution.assign(bounds.size(), 0);
  for (std::size_t i = 0; i < frequency.size(); ++i) {
    if (frequency[i] == 0) continue;
    ++analysis.total_customers;
    analysis.total_orders += frequency[i];
    if (frequency[i] == 1) ++analysis.one_time_buyers;
    ++analysis.order_distribution[frequency[i] >= 10 ? 9 : frequency[i] - 1];
    for (std::size_t c = 0; c < bounds.size(); ++c)
      if (total_spend[i] >= bounds[c] && (c + 1 == bounds.size() || total_spend[i] < bounds[c + 1]))
        ++analysis.spend_distribution[c];
  }
}

void add_concentration(const std::vector<Minor>& ascending, int128 revenue, std::span<const int> percentiles,
                       SinglePeriodAnalysis& analysis) {
  const auto share_of_top = [&](int p) {
    const std::uint64_t top = customers_on_top(ascending.size(), p);
    return Concentration{top, percent(spend_of_ranks(ascending, 0, top), revenue)};
  };
  for (const int p : percentiles) analysis.revenue_concentration[p] = share_of_top(p);
  analysis.top_10pct_revenue_contribution = share_of_top(10).share;
  analysis.top_20pct_revenue_contribution = share_of_top(20).share;
}

void add_inequality(const std::vector<Minor>& ascending, int128 revenue, SinglePeriodAnalysis& analysis) {
  const std::size_t n = ascending.size();
  for (std::size_t k = 0; k <= 100; ++k)
    analysis.lorenz[k] = percent(spend_of_ranks(ascending, n - n * k / 100, n), revenue).count;
  if (revenue == 0) return;
  int128 excess = 0;
  for (std::size_t i = 1; i <= n; ++i) excess += 2 * static_cast<int128>(i) * ascending[i - 1];
  excess -= static_cast<int128>(n + 1) * revenue;
  analysis.gini_millionths = narrow(divide_rounded(excess * 1'000'000, static_cast<int128>(n) * revenue), "gini");
}

void add_groups(const std::vector<Minor>& ascending, int128 revenue, SinglePeriodAnalysis& analysis) {
  const std::size_t n = ascending.size();
  for (std::size_t g = 0; g < 10; ++g) {
    const std::size_t from = n * g / 10;
    const std::size_t to = n * (g + 1) / 10;
    if (from == to) continue;
    analysis.equal_customer_groups[g] = {to - from, narrow(spend_of_ranks(ascending, from, to), "a group's revenue"),
                                         ascending[n - to], ascending[n - 1 - from]};
  }
  int128 bigger = 0;
  for (std::size_t rank = 0; rank < n; ++rank) {
    const int128 group = revenue == 0 ? 9 : std::min<int128>(9, 10 * bigger / revenue);
    ++analysis.equal_revenue_groups[static_cast<std::size_t>(group)];
    bigger += ascending[n - 1 - rank];
  }
}

}  // namespace

SinglePeriodAnalysis analyze_single_period_reference(std::span<const std::uint32_t> frequency,
                                                     std::span<const Minor> total_spend,
                                                     std::span<const int> percentiles) {
  check_percentiles(percentiles);
  if (frequency.size() != total_spend.size())
    throw UsageError(fmt::format("{} frequencies and {} total_spends", frequency.size(), total_spend.size()));
  SinglePeriodAnalysis analysis;
  count_customers(frequency, total_spend, analysis);
  const std::vector<Minor> ascending = spend_of_buyers(frequency, total_spend);
  const std::size_t n = ascending.size();
  const int128 revenue = spend_of_ranks(ascending, 0, n);
  analysis.total_revenue = narrow(revenue, "total_revenue");
  add_concentration(ascending, revenue, percentiles, analysis);
  if (n == 0) return analysis;
  analysis.one_time_buyer_pct = percent(analysis.one_time_buyers, n);
  analysis.avg_orders_per_customer = ratio(analysis.total_orders, n);
  analysis.avg_order_value = narrow(divide_rounded(revenue, analysis.total_orders), "avg_order_value");
  analysis.median_customer_value =
      narrow(divide_rounded(int128{ascending[(n - 1) / 2]} + ascending[n / 2], 2), "median_customer_value");
  add_inequality(ascending, revenue, analysis);
  add_groups(ascending, revenue, analysis);
  return analysis;
}

}  // namespace spendlens::lenses
