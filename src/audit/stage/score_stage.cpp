#include <algorithm>
#include <optional>

#include "audit/result/result_rows.hpp"
#include "audit/stage/customer_segments.hpp"
#include "audit/stage/each_run.hpp"
#include "audit/stage/stages.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::audit {

namespace {

constexpr std::size_t kChunk = 16'384;

/// Scores of one period: a chunk of customers at a time to the file, and counted.
class ScoreWork {
 public:
  ScoreWork(Run& run, PeriodRole role, const PeriodState& state, const ScoreSummary& summary)
      : run_(run), role_(role), state_(state), summary_(summary) {}

  /// counts: (bins + 1) per metric, then 1000 by rfm_score. revenue: by recency score, then frequency score.
  static constexpr std::size_t kScoreSlots = rfm::kMaxBins + 1;
  static constexpr std::size_t kCounts = 3 * kScoreSlots + 1000;
  static constexpr std::size_t kCells = kScoreSlots * kScoreSlots;

  void process(std::size_t begin, std::size_t length, std::span<std::uint64_t> counts, std::span<int128> revenue) {
    values_.resize(length);
    digits_.assign(length, 0);
    for (const Metric metric : kMetrics) {
      std::vector<std::uint8_t>& scores = scores_[index_of(metric)];
      scores.resize(length);
      state_.metric(metric, begin, values_);
      summary_.cuts[index_of(metric)].score_all(std::span<const std::int64_t>(values_), scores);
    }
    // Without a branch, which who bought and who did not would mislead: without a purchase all scores are 0, which
    // finish_scores() does not count.
    for (std::size_t i = 0; i < length; ++i) {
      const auto kept = static_cast<std::uint8_t>(state_.frequency[begin + i] == 0 ? 0 : 0xFF);
      for (auto& scores : scores_) scores[i] &= kept;
      digits_[i] = static_cast<std::uint16_t>(scores_[0][i] * 100 + scores_[1][i] * 10 + scores_[2][i]);
      for (std::size_t metric = 0; metric < 3; ++metric) ++counts[metric * kScoreSlots + scores_[metric][i]];
      ++counts[3 * kScoreSlots + digits_[i]];
      revenue[scores_[0][i] * kScoreSlots + scores_[1][i]] += state_.total_spend[begin + i];
    }
    RfmViews views;
    views.r_score = scores_[index_of(Metric::kRecency)];
    views.f_score = scores_[index_of(Metric::kFrequency)];
    views.m_score = scores_[index_of(Metric::kMonetary)];
    views.rfm_score = digits_;
    write_views(*run_.output.file, rfm_group(role_), kRfmColumns, run_.share.first_customer + begin, views);
  }

  /// The rfm_score of the last customers, 0 without a purchase.
  [[nodiscard]] std::span<const std::uint16_t> digits() const { return digits_; }

 private:
  Run& run_;
  PeriodRole role_;
  const PeriodState& state_;
  const ScoreSummary& summary_;
  std::vector<std::int64_t> values_;
  std::array<std::vector<std::uint8_t>, 3> scores_;
  std::vector<std::uint16_t> digits_;
};

/// Customers of a cell are those of its rfm_scores.
void fill_grid(std::span<const std::uint64_t> by_rfm_score, std::span<const int128> revenue, ScoreSummary& summary) {
  for (std::size_t digits = 0; digits < by_rfm_score.size(); ++digits)
    summary.grid[digits / 100][digits / 10 % 10].customers += by_rfm_score[digits];
  for (std::size_t cell = 0; cell < revenue.size(); ++cell)
    summary.grid[cell / ScoreWork::kScoreSlots][cell % ScoreWork::kScoreSlots].revenue =
        narrow(revenue[cell], "revenue");
}

/// What this rank's customers add to the scores of both periods.
struct CustomerScoreSums {
  std::array<std::vector<std::uint64_t>, 2> counts;
  std::array<std::vector<int128>, 2> revenue;
};

void deciles_of(const lenses::DecileCuts& cuts, const PeriodState& state, std::size_t begin,
                std::span<std::uint8_t> deciles) {
  for (std::size_t i = 0; i < deciles.size(); ++i)
    deciles[i] = state.frequency[begin + i] > 0 ? cuts.decile(state.total_spend[begin + i]) : std::uint8_t{0};
}

void move_customers(Run& run, std::size_t begin, std::size_t length) {
  std::vector<std::uint8_t> decile1(length);
  std::vector<std::uint8_t> decile2(length);
  deciles_of(run.figures.deciles[index_of(PeriodRole::kCompare)], run.figures.state.compare, begin, decile1);
  deciles_of(run.figures.deciles[index_of(PeriodRole::kPeriod)], run.figures.state.period, begin, decile2);
  run.figures.aggregates.lens2.add_moves(std::span(run.figures.state.group).subspan(begin, length), decile1, decile2);
  Lens2Views views;
  views.period1_decile = decile1;
  views.period2_decile = decile2;
  write_views(*run.output.file, kLens2Group, kLens2Columns, run.share.first_customer + begin, views);
}

/// All that scores say of this rank's customers, a chunk at a time, which stays in cache.
void score_customers(Run& run, CustomerScoreSums& sums) {
  std::array<ScoreWork, 2> works = {
      ScoreWork(run, PeriodRole::kPeriod, run.figures.state.period, run.result.rfm),
      ScoreWork(run, PeriodRole::kCompare, run.figures.state.compare, run.result.rfm_compare)};
  for (const PeriodRole role : kPeriodRoles) {
    sums.counts[index_of(role)].assign(ScoreWork::kCounts, 0);
    sums.revenue[index_of(role)].assign(ScoreWork::kCells, 0);
  }
  std::optional<CustomerSegments> segments;
  if (segments_by_scores(run)) segments.emplace(run);
  for (std::size_t begin = 0; begin < run.figures.state.size(); begin += kChunk) {
    const std::size_t length = std::min(kChunk, run.figures.state.size() - begin);
    for (const PeriodRole role : kPeriodRoles)
      works[index_of(role)].process(begin, length, sums.counts[index_of(role)], sums.revenue[index_of(role)]);
    move_customers(run, begin, length);
    if (segments) segments->assign({begin, begin + length}, {works[0].digits(), works[1].digits()});
  }
}

/// Adds up the ranks' sums of one period. Collective.
void finish_scores(Run& run, PeriodRole role, CustomerScoreSums& sums) {
  const bool is_period = role == PeriodRole::kPeriod;
  ScoreSummary& summary = is_period ? run.result.rfm : run.result.rfm_compare;
  lenses::SinglePeriodAnalysis& lens1 = is_period ? run.result.lens1 : run.result.lens1_compare;
  std::vector<std::uint64_t>& counts = sums.counts[index_of(role)];
  std::vector<int128>& revenue = sums.revenue[index_of(role)];
  for (std::size_t metric = 0; metric < 4; ++metric) counts[metric * ScoreWork::kScoreSlots] = 0;
  run.communicator.all_reduce(std::span<std::uint64_t>(counts), comm::ReduceOp::kSum);
  run.communicator.all_reduce(std::span<int128>(revenue), comm::ReduceOp::kSum);
  for (std::size_t metric = 0; metric < 3; ++metric)
    for (std::size_t score = 0; score < ScoreWork::kScoreSlots; ++score)
      summary.customers[metric][score] = counts[metric * ScoreWork::kScoreSlots + score];
  for (std::size_t digits = 0; digits < 1000; ++digits)
    if (const std::uint64_t customers = counts[3 * ScoreWork::kScoreSlots + digits]; customers > 0)
      lens1.rfm_distribution[static_cast<int>(digits)] = customers;
  fill_grid(std::span(counts).subspan(3 * ScoreWork::kScoreSlots), revenue, summary);
}

/// Likewise of the moves of Lens 2.
void finish_lens2(Run& run) {
  std::vector<int128> numbers = run.figures.aggregates.lens2.numbers();
  run.communicator.all_reduce(std::span<int128>(numbers), comm::ReduceOp::kSum);
  run.figures.aggregates.lens2.set_numbers(numbers);
  run.result.lens2 = lenses::finish_comparison(run.figures.aggregates.lens2, run.result.lens1_compare.total_orders,
                                               run.result.lens1.total_orders);
}

}  // namespace

void score_stage(std::span<Run> runs) {
  std::vector<CustomerScoreSums> sums(runs.size());
  comm::agree(runs.front().communicator,
              [&] { for_each_run(runs, [&](std::size_t i) { score_customers(runs[i], sums[i]); }); });
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const PeriodRole role : kPeriodRoles) finish_scores(runs[i], role, sums[i]);
    finish_lens2(runs[i]);
  }
}

}  // namespace spendlens::audit
