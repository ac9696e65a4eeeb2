#include <fmt/core.h>

#include <algorithm>

#include "lenses/percentiles.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/core/parallel_sort.hpp"
#include "spendlens/lenses/single_period.hpp"

namespace spendlens::lenses {

namespace {

template <class T>
std::span<const T> slice(const std::vector<T>& column, ItemRange range) {
  return std::span(column).subspan(range.begin, range.end - range.begin);
}

SinglePeriodPartial sum_customers(const rfm::RfmMetrics& metrics, int workers) {
  if (metrics.refund_count.size() != metrics.refund_total.size())
    throw UsageError("refund_count and refund_total differ in length");
  const bool with_refunds = !metrics.refund_count.empty();
  std::vector<SinglePeriodPartial> partials(num_parts(metrics.size(), workers));
  for_each_part(metrics.size(), workers, [&](ItemRange range, std::size_t part) {
    const ItemRange refunds = with_refunds ? range : ItemRange{};
    partials[part].add(slice(metrics.frequency, range), slice(metrics.total_spend, range),
                       slice(metrics.refund_count, refunds), slice(metrics.refund_total, refunds));
  });
  for (std::size_t part = 1; part < partials.size(); ++part) partials[0].merge(partials[part]);
  partials[0].refund_count += metrics.refund_count_of_others;
  partials[0].refund_total += metrics.refund_total_of_others;
  return partials[0];
}

LocalOrderStatistics rank_spend(const rfm::RfmMetrics& metrics, int workers) {
  std::vector<std::int64_t> spend(metrics.total_spend);
  if (std::find(metrics.frequency.begin(), metrics.frequency.end(), 0U) != metrics.frequency.end()) {
    spend.clear();
    for (std::size_t i = 0; i < metrics.size(); ++i)
      if (metrics.frequency[i] != 0) spend.push_back(metrics.total_spend[i]);
  }
  sort_in_parts(std::span(spend), workers);
  return LocalOrderStatistics(std::move(spend));
}

std::map<int, std::uint64_t> count_scores(const rfm::RfmMetrics& metrics, const rfm::RfmScores& scores, int workers) {
  const auto highest = std::max_element(scores.rfm_score.begin(), scores.rfm_score.end());
  if (highest == scores.rfm_score.end()) return {};
  std::vector<std::vector<std::uint64_t>> customers(num_parts(metrics.size(), workers));
  for_each_part(metrics.size(), workers, [&](ItemRange range, std::size_t part) {
    std::vector<std::uint64_t> of_part(std::size_t{*highest} + 1);
    for (std::uint64_t i = range.begin; i < range.end; ++i)
      of_part[scores.rfm_score[i]] += metrics.frequency[i] != 0 ? 1U : 0U;
    customers[part] = std::move(of_part);
  });
  std::map<int, std::uint64_t> distribution;
  for (const std::vector<std::uint64_t>& of_part : customers)
    for (std::size_t score = 0; score < of_part.size(); ++score)
      if (of_part[score] != 0) distribution[static_cast<int>(score)] += of_part[score];
  return distribution;
}

void check_lengths(const rfm::RfmMetrics& metrics) {
  if (metrics.frequency.size() != metrics.size() || metrics.total_spend.size() != metrics.size())
    throw UsageError(fmt::format("{} customers with {} frequencies and {} total_spends", metrics.size(),
                                 metrics.frequency.size(), metrics.total_spend.size()));
}

}  // namespace

SinglePeriodAnalysis analyze_single_period(const rfm::RfmMetrics& metrics, const rfm::RfmScores* scores,
                                           std::span<const int> percentiles, const ParallelPolicy& policy) {
  const int workers = policy.workers_for(metrics.size());
  check_percentiles(percentiles);
  check_lengths(metrics);
  if (scores != nullptr && scores->rfm_score.size() != metrics.size())
    throw UsageError(fmt::format("scores of {} customers for metrics of {}", scores->rfm_score.size(), metrics.size()));
  const SinglePeriodPartial partial = sum_customers(metrics, workers);
  LocalOrderStatistics spend = rank_spend(metrics, workers);
  SinglePeriodAnalysis analysis = finish_single_period(partial, spend, percentiles);
  analysis.rfm_distribution = scores != nullptr
                                  ? count_scores(metrics, *scores, workers)
                                  : count_scores(metrics, rfm::calculate_rfm_scores(metrics, {}, policy), workers);
  return analysis;
}

std::map<int, Concentration> calculate_revenue_concentration(std::span<const Minor> total_spend,
                                                             std::span<const int> percentiles,
                                                             const ParallelPolicy& policy) {
  const int workers = policy.workers_for(total_spend.size());
  check_percentiles(percentiles);
  std::vector<std::int64_t> sorted(total_spend.begin(), total_spend.end());
  sort_in_parts(std::span(sorted), workers);
  LocalOrderStatistics spend(std::move(sorted));
  const std::uint64_t n = spend.count();
  std::vector<std::uint64_t> ranks;
  std::map<int, Concentration> concentration;
  for (const int p : percentiles) {
    concentration[p] = {};
    if (n != 0) ranks.push_back(n - customers_on_top(n, p));
  }
  const std::vector<OrderStatistics::At> at = spend.at_ranks(ranks);
  for (std::size_t i = 0; i < at.size(); ++i)
    concentration[percentiles[i]] = {n - ranks[i], percent(spend.sum() - at[i].sum_of_lowest(ranks[i]), spend.sum())};
  return concentration;
}

}  // namespace spendlens::lenses
