#include "spendlens/rfm/scores.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <functional>

#include "rfm/score_table.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/core/parallel_sort.hpp"

namespace spendlens::rfm {

namespace {

void check_bins(int bins) {
  if (bins < kMinBins || bins > kMaxBins)
    throw UsageError(fmt::format("bins must be {} to {}, not {}", kMinBins, kMaxBins, bins));
}

/// The quantiles i/q, i = 0..q, as numerators over q, equal ones merged.
std::vector<int128> quantile_edges(OrderStatistics& values, std::uint64_t q) {
  const std::uint64_t last = values.count() - 1;
  std::vector<std::uint64_t> ranks;
  for (std::uint64_t i = 0; i <= q; ++i) {
    const std::uint64_t below = last * i / q;
    ranks.push_back(below);
    ranks.push_back(std::min(below + 1, last));
  }
  const std::vector<OrderStatistics::At> at = values.at_ranks(ranks);
  std::vector<int128> edges;
  for (std::uint64_t i = 0; i <= q; ++i) {
    const int128 low = at[2 * i].value;
    const int128 high = at[2 * i + 1].value;
    edges.push_back(static_cast<int128>(q) * low + static_cast<int128>(last * i % q) * (high - low));
  }
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

/// Cut k is the smallest value with (customers <= value) >= n·k/bins: the order statistic of rank ceil(n·k/bins) - 1.
std::vector<int128> fixed_cuts(OrderStatistics& values, std::uint64_t bins) {
  std::vector<std::uint64_t> ranks;
  for (std::uint64_t k = 1; k < bins; ++k) ranks.push_back((values.count() * k + bins - 1) / bins - 1);
  std::vector<int128> cuts;
  for (const OrderStatistics::At& at : values.at_ranks(ranks)) cuts.push_back(at.value);
  return cuts;
}

std::uint8_t bin_reference(const ScoreCuts& cuts, int128 value) {
  std::size_t bin = 0;
  while (bin + 2 < cuts.edges.size() && cuts.denominator * value > cuts.edges[bin + 1]) ++bin;
  return static_cast<std::uint8_t>(bin);
}

/// One metric of all customers on its way to cuts.
struct RankedMetric {
  const std::optional<std::vector<std::int64_t>>& given;
  bool lower_is_better;
  std::function<std::vector<std::int64_t>()> copy;
  ScoreCuts& cuts;
  std::vector<std::int64_t> values{};
};

/// Metric by metric where one thread must do it, within a metric where several can.
void compute_all_cuts(std::span<RankedMetric> metrics, const ScoreOptions& options, int workers) {
  for_each_task(metrics.size(), workers, [&](std::size_t i, std::size_t) {
    if (!metrics[i].given) metrics[i].values = metrics[i].copy();
  });
  for (RankedMetric& metric : metrics) sort_in_parts(std::span(metric.values), workers);
  for_each_task(metrics.size(), workers, [&](std::size_t i, std::size_t) {
    RankedMetric& metric = metrics[i];
    if (metric.given) {
      metric.cuts = given_cuts(*metric.given, metric.lower_is_better, options.bins);
    } else {
      LocalOrderStatistics statistics(std::move(metric.values));
      metric.cuts = compute_cuts(statistics, metric.lower_is_better, options.method, options.bins);
    }
  });
}

template <class T>
std::function<std::vector<std::int64_t>()> copy_of(const std::vector<T>& column) {
  return [&column] { return std::vector<std::int64_t>(column.begin(), column.end()); };
}

void check_lengths(const RfmMetrics& metrics) {
  for (const std::size_t length : {metrics.recency_days.size(), metrics.frequency.size(), metrics.monetary.size()})
    if (length != metrics.size())
      throw UsageError(fmt::format("a metric column of {} entries for {} customers", length, metrics.size()));
}

}  // namespace

std::uint8_t ScoreCuts::score(std::int64_t value) const { return ScoreTable(*this).score(value); }

std::uint8_t ScoreCuts::score_reference(std::int64_t value) const {
  if (kind == Kind::kNone) return 0;
  if (kind == Kind::kOneValue) return static_cast<std::uint8_t>((bins + 1) / 2);
  if (kind == Kind::kQcut) {
    const int bin = bin_reference(*this, value);
    const int highest_bin = static_cast<int>(edges.size()) - 2;
    return static_cast<std::uint8_t>(lower_is_better ? highest_bin - bin + 1 : bin + 1);
  }
  int score = 1;
  for (const int128 cut : edges)
    if (cut < value) ++score;
  return static_cast<std::uint8_t>(lower_is_better ? bins + 1 - score : score);
}

ScoreCuts compute_cuts(OrderStatistics& values, bool lower_is_better, ScoreMethod method, int bins) {
  check_bins(bins);
  ScoreCuts cuts;
  cuts.lower_is_better = lower_is_better;
  cuts.bins = bins;
  if (values.count() == 0) return cuts;
  const std::uint64_t distinct = values.distinct_up_to(static_cast<std::uint64_t>(bins));
  if (distinct == 1) {
    cuts.kind = ScoreCuts::Kind::kOneValue;
  } else if (method == ScoreMethod::kQcut) {
    cuts.kind = ScoreCuts::Kind::kQcut;
    cuts.denominator = static_cast<std::int64_t>(distinct);
    cuts.edges = quantile_edges(values, distinct);
  } else {
    cuts.kind = ScoreCuts::Kind::kFixed;
    cuts.edges = fixed_cuts(values, static_cast<std::uint64_t>(bins));
  }
  return cuts;
}

ScoreCuts given_cuts(std::span<const std::int64_t> cuts, bool lower_is_better, int bins) {
  check_bins(bins);
  if (cuts.size() != static_cast<std::size_t>(bins) - 1)
    throw UsageError(fmt::format("{} bins need {} cuts, not {}", bins, bins - 1, cuts.size()));
  for (std::size_t k = 1; k < cuts.size(); ++k)
    if (cuts[k] <= cuts[k - 1])
      throw UsageError(fmt::format("cuts must ascend, but {} is followed by {}", cuts[k - 1], cuts[k]));
  ScoreCuts given;
  given.kind = ScoreCuts::Kind::kGiven;
  given.lower_is_better = lower_is_better;
  given.bins = bins;
  given.edges.assign(cuts.begin(), cuts.end());
  return given;
}

RfmScores calculate_rfm_scores(const RfmMetrics& metrics, const ScoreOptions& options, const ParallelPolicy& policy) {
  const int workers = policy.workers_for(metrics.size());
  check_bins(options.bins);
  check_lengths(metrics);
  RfmScores scores;
  std::array<RankedMetric, 3> ranked = {
      {{options.recency_cuts, true, copy_of(metrics.recency_days), scores.recency_cuts},
       {options.frequency_cuts, false, copy_of(metrics.frequency), scores.frequency_cuts},
       {options.monetary_cuts, false, copy_of(metrics.monetary), scores.monetary_cuts}}};
  compute_all_cuts(ranked, options, workers);
  scores.r_score.resize(metrics.size());
  scores.f_score.resize(metrics.size());
  scores.m_score.resize(metrics.size());
  scores.rfm_score.resize(metrics.size());
  for_each_part(metrics.size(), workers, [&](ItemRange range, std::size_t) {
    const auto part = [&](const auto& column) {
      return std::span(column).subspan(range.begin, range.end - range.begin);
    };
    const auto out = [&](auto& column) { return std::span(column).subspan(range.begin, range.end - range.begin); };
    scores.recency_cuts.score_all(part(metrics.recency_days), out(scores.r_score));
    scores.frequency_cuts.score_all(part(metrics.frequency), out(scores.f_score));
    scores.monetary_cuts.score_all(part(metrics.monetary), out(scores.m_score));
    join_digits(part(scores.r_score), part(scores.f_score), part(scores.m_score), out(scores.rfm_score));
  });
  return scores;
}

}  // namespace spendlens::rfm
