#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "lenses/align_customers.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/core/parallel_sort.hpp"
#include "spendlens/lenses/period_comparison.hpp"

namespace spendlens::lenses {

namespace {

DecileCuts decile_cuts(const rfm::RfmMetrics& period, int workers) {
  std::vector<std::int64_t> of_buyers;
  of_buyers.reserve(period.size());
  for (std::size_t i = 0; i < period.size(); ++i)
    if (period.frequency[i] != 0) of_buyers.push_back(period.total_spend[i]);
  sort_in_parts(std::span(of_buyers), workers);
  LocalOrderStatistics statistics(std::move(of_buyers));
  return compute_decile_cuts(statistics);
}

std::vector<std::uint8_t> deciles(const DecileCuts& cuts, std::span<const std::uint32_t> frequency,
                                  std::span<const Minor> spend) {
  std::vector<std::uint8_t> result(frequency.size());
  for (std::size_t i = 0; i < frequency.size(); ++i)
    result[i] = frequency[i] != 0 ? cuts.decile(spend[i]) : std::uint8_t{0};
  return result;
}

ComparisonPartial sum_customers(const std::vector<AlignedCustomers>& parts, const DecileCuts& cuts1,
                                const DecileCuts& cuts2, int workers) {
  std::vector<ComparisonPartial> partials(parts.size());
  for_each_task(parts.size(), workers, [&](std::size_t i, std::size_t) {
    const AlignedCustomers& customers = parts[i];
    std::vector<std::uint8_t> group(customers.size());
    partials[i].add(customers.frequency1, customers.spend1, customers.frequency2, customers.spend2,
                    customers.bought_before, group);
    partials[i].add_moves(group, deciles(cuts1, customers.frequency1, customers.spend1),
                          deciles(cuts2, customers.frequency2, customers.spend2));
  });
  for (std::size_t part = 1; part < partials.size(); ++part) partials[0].merge(partials[part]);
  return partials[0];
}

std::uint64_t orders_of(const rfm::RfmMetrics& period, const SinglePeriodAnalysis* metrics) {
  if (metrics != nullptr) return metrics->total_orders;
  std::uint64_t orders = 0;
  for (const std::uint32_t frequency : period.frequency) orders += frequency;
  return orders;
}

void check_period(const rfm::RfmMetrics& period, int number) {
  if (period.frequency.size() != period.size() || period.total_spend.size() != period.size())
    throw UsageError(fmt::format("period {} has {} customers, {} frequencies and {} total_spends", number,
                                 period.size(), period.frequency.size(), period.total_spend.size()));
}

void check_order(const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2) {
  if (period2.observation_start.empty()) return;
  const Day start = *std::min_element(period2.observation_start.begin(), period2.observation_start.end());
  if (period1.observation_end > start)
    throw UsageError(
        fmt::format("period 1 must end at or before the start of period 2, but it ends on {} and period 2 starts on {}",
                    date_text(period1.observation_end), date_text(start)));
}

void check_metrics(const SinglePeriodAnalysis* metrics, std::uint64_t customers, Minor revenue, int number) {
  if (metrics == nullptr || (metrics->total_customers == customers && metrics->total_revenue == revenue)) return;
  throw UsageError(
      fmt::format("the metrics given for period {} are of {} customers with a revenue of {}, the period has {} with {}",
                  number, metrics->total_customers, metrics->total_revenue, customers, revenue));
}

}  // namespace

PeriodComparison analyze_period_comparison(const rfm::RfmMetrics& period1, const rfm::RfmMetrics& period2,
                                           std::optional<std::span<const std::string_view>> all_customers,
                                           const SinglePeriodAnalysis* metrics1, const SinglePeriodAnalysis* metrics2,
                                           const ParallelPolicy& policy) {
  const int workers = policy.workers_for(std::max(period1.size(), period2.size()));
  check_period(period1, 1);
  check_period(period2, 2);
  check_order(period1, period2);
  const std::vector<AlignedCustomers> customers = align_customers(period1, period2, all_customers, workers);
  const ComparisonPartial partial =
      sum_customers(customers, decile_cuts(period1, workers), decile_cuts(period2, workers), workers);
  PeriodComparison comparison = finish_comparison(partial, orders_of(period1, metrics1), orders_of(period2, metrics2));
  check_metrics(metrics1, comparison.retained + comparison.churned, comparison.bridge.period1_revenue, 1);
  check_metrics(metrics2, comparison.retained + comparison.new_customers, comparison.bridge.period2_revenue, 2);
  return comparison;
}

}  // namespace spendlens::lenses
