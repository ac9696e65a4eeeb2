#include <algorithm>

#include "audit/stage/each_run.hpp"
#include "audit/stage/order_figures.hpp"
#include "audit/stage/stages.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/selection.hpp"
#include "spendlens/comm/value_sort.hpp"

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

namespace {

const std::optional<std::vector<std::int64_t>>& given_cuts_of(const Run& run, Metric metric) {
  const Profile& profile = run.settings.profile.profile;
  return metric == Metric::kRecency     ? profile.recency_cuts
         : metric == Metric::kFrequency ? profile.frequency_cuts
                                        : profile.monetary_cuts;
}

/// Without statistics where the profile gives the cuts.
void find_cut(const Run& run, Metric metric, comm::DistributedOrderStatistics* statistics, ScoreSummary& summary) {
  const bool lower_is_better = metric == Metric::kRecency;
  const auto& given = given_cuts_of(run, metric);
  summary.cuts[index_of(metric)] =
      given ? rfm::given_cuts(*given, lower_is_better, run.options.bins)
            : rfm::compute_cuts(*statistics, lower_is_better, run.options.score_method, run.options.bins);
}

void finish_lens1(const Run& run, comm::DistributedOrderStatistics& spend, const lenses::SinglePeriodPartial& partial,
                  lenses::SinglePeriodAnalysis& lens1, lenses::DecileCuts& deciles) {
  lens1 = lenses::finish_single_period(partial, spend, run.options.percentiles);
  deciles = lenses::compute_decile_cuts(spend);
}

}  // namespace

void find_cuts(Run& run, const PeriodState& state, ScoreSummary& summary) {
  for (const Metric metric : kMetrics) {
    if (given_cuts_of(run, metric)) {
      find_cut(run, metric, nullptr, summary);
      continue;
    }
    auto statistics = statistics_of(run.communicator, [&] { return state.metric_of_buyers(metric); });
    find_cut(run, metric, &statistics, summary);
  }
}

void find_lens1(Run& run, const PeriodState& state, const lenses::SinglePeriodPartial& partial,
                lenses::SinglePeriodAnalysis& lens1, lenses::DecileCuts& deciles) {
  auto spend = statistics_of(run.communicator, [&] { return state.spend_of_buyers(); });
  finish_lens1(run, spend, partial, lens1, deciles);
}

namespace {

const PeriodState& state_of(const Run& run, PeriodRole role) {
  return role == PeriodRole::kPeriod ? run.figures.state.period : run.figures.state.compare;
}

/// One kind of values of each run, sorted where several runs can be at a time: as many as there are threads.
template <class MakeValues>
std::vector<std::vector<std::int64_t>> values_of(std::span<Run> runs, MakeValues make_values) {
  std::vector<std::vector<std::int64_t>> values(runs.size());
  comm::agree(runs.front().communicator, [&] {
    for_each_run(runs, [&](std::size_t i) {
      values[i] = make_values(runs[i]);
      if (runs.size() > 1) comm::sort_values(values[i]);
    });
  });
  return values;
}

void find_cuts_of(std::span<Run> runs, PeriodRole role, Metric metric) {
  const auto summary_of = [role](Run& run) -> ScoreSummary& {
    return role == PeriodRole::kPeriod ? run.result.rfm : run.result.rfm_compare;
  };
  if (given_cuts_of(runs.front(), metric)) {
    for (Run& run : runs) find_cut(run, metric, nullptr, summary_of(run));
    return;
  }
  auto values = values_of(runs, [&](const Run& run) { return state_of(run, role).metric_of_buyers(metric); });
  for (std::size_t i = 0; i < runs.size(); ++i) {
    comm::DistributedOrderStatistics statistics(runs[i].communicator, std::move(values[i]));
    find_cut(runs[i], metric, &statistics, summary_of(runs[i]));
  }
}

void find_lens1_of(std::span<Run> runs, PeriodRole role) {
  auto values = values_of(runs, [role](const Run& run) { return state_of(run, role).spend_of_buyers(); });
  for (std::size_t i = 0; i < runs.size(); ++i) {
    Run& run = runs[i];
    const bool is_period = role == PeriodRole::kPeriod;
    comm::DistributedOrderStatistics spend(run.communicator, std::move(values[i]));
    finish_lens1(run, spend, is_period ? run.figures.aggregates.lens1 : run.figures.aggregates.lens1_compare,
                 is_period ? run.result.lens1 : run.result.lens1_compare, run.figures.deciles[index_of(role)]);
  }
}

}  // namespace

void order_stage(std::span<Run> runs) {
  const auto at_once = static_cast<std::size_t>(runs.front().options.num_threads);
  for (std::size_t begin = 0; begin < runs.size(); begin += at_once) {
    const std::span<Run> some = runs.subspan(begin, std::min(at_once, runs.size() - begin));
    for (const PeriodRole role : kPeriodRoles) {
      for (const Metric metric : kMetrics) find_cuts_of(some, role, metric);
      find_lens1_of(some, role);
    }
  }
}

}  // namespace spendlens::audit
