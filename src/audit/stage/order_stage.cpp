#include "audit/stage/order_figures.hpp"
#include "audit/stage/stages.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/selection.hpp"

namespace spendlens::audit {

namespace {

/// Order statistics of what `values` gives; a failure to make it (memory) is agreed on.
template <class MakeValues>
comm::DistributedOrderStatistics statistics_of(comm::Communicator& communicator, MakeValues make_values) {
  std::vector<std::int64_t> values;
  comm::agree(communicator, [&] { values = make_values(); });
  return comm::DistributedOrderStatistics(communicator, std::move(values));
}

}  // namespace

void find_cuts(Run& run, const PeriodState& state, ScoreSummary& summary) {
  const std::array<const std::optional<std::vector<std::int64_t>>*, 3> given = {
      &run.settings.profile.profile.recency_cuts, &run.settings.profile.profile.frequency_cuts,
      &run.settings.profile.profile.monetary_cuts};
  for (const Metric metric : kMetrics) {
    const bool lower_is_better = metric == Metric::kRecency;
    const std::size_t i = index_of(metric);
    if (*given[i]) {
      summary.cuts[i] = rfm::given_cuts(**given[i], lower_is_better, run.options.bins);
      continue;
    }
    auto statistics = statistics_of(run.communicator, [&] { return state.metric_of_buyers(metric); });
    summary.cuts[i] = rfm::compute_cuts(statistics, lower_is_better, run.options.score_method, run.options.bins);
  }
}

void find_lens1(Run& run, const PeriodState& state, const lenses::SinglePeriodPartial& partial,
                lenses::SinglePeriodAnalysis& lens1, lenses::DecileCuts& deciles) {
  auto spend = statistics_of(run.communicator, [&] { return state.spend_of_buyers(); });
  lens1 = lenses::finish_single_period(partial, spend, run.options.percentiles);
  deciles = lenses::compute_decile_cuts(spend);
}

void order_stage(Run& run) {
  find_cuts(run, run.figures.state.period, run.result.rfm);
  find_cuts(run, run.figures.state.compare, run.result.rfm_compare);
  find_lens1(run, run.figures.state.period, run.figures.aggregates.lens1, run.result.lens1,
             run.figures.deciles[index_of(PeriodRole::kPeriod)]);
  find_lens1(run, run.figures.state.compare, run.figures.aggregates.lens1_compare, run.result.lens1_compare,
             run.figures.deciles[index_of(PeriodRole::kCompare)]);
}

}  // namespace spendlens::audit
