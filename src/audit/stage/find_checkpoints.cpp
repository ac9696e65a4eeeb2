#include "audit/stage/find_checkpoints.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "spendlens/audit/cohort_tables.hpp"
#include "audit/stage/clv_work.hpp"
#include "audit/stage/segment_fields.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/ledger/ranges.hpp"

namespace spendlens::audit {

namespace {

/// What an earlier run has finished.
void find_checkpoint(Run& run) {
  comm::Communicator& communicator = run.communicator;
  Fingerprint fingerprint;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) fingerprint = fingerprint_of(run.options, run.settings, run.result);
  });
  comm::broadcast_object(communicator, fingerprint, 0);
  run.progress.checkpoint = std::make_unique<Checkpoint>(communicator, run.options.out, std::move(fingerprint),
                                                         communicator.rank() == 0 ? run.options.notice : nullptr);
  run.progress.last_checkpoint = std::chrono::steady_clock::now();
  run.figures.aggregates = empty_aggregates(run.result);
  if (!reads_cohort(run.result.segments)) return;
  const std::size_t finest = finest_granularity(run.result.cohort_settings.granularities);
  const cohorts::CohortPartial& months = run.figures.aggregates.cohorts[finest];
  for (std::uint32_t row = 0; row < months.num_rows(); ++row)
    run.figures.state.cohort_codes.push_back(cohort_code(months, row));
}

}  // namespace

Aggregates empty_aggregates(const AuditResult& result) {
  std::vector<cohorts::CohortPartial> no_customers;
  const CohortSettings& of = result.cohort_settings;
  for (std::size_t part = 0; part <= of.attribute.parts().size(); ++part)  // at first of all customers
    for (const Granularity granularity : of.granularities) no_customers.emplace_back(granularity, of.rules);
  Aggregates aggregates(result.signal_profile.set, result.windows.size(), result.registry.size(),
                        result.windows.empty() ? 0 : result.windows.front().recovery.size(), std::move(no_customers));
  aggregates.repeat_days.resize(num_repeat_days(result.clv_settings));
  if (result.by) aggregates.parts.resize(result.by->parts.size());
  return aggregates;
}

void find_checkpoints(std::span<Run> runs) {
  for (Run& run : runs) find_checkpoint(run);
  std::vector<ledger::PrefixRange> finished = runs.front().progress.checkpoint->finished_ranges();
  for (const Run& run : runs.subspan(1)) {
    const std::vector<ledger::PrefixRange> others = run.progress.checkpoint->finished_ranges();
    std::erase_if(finished, [&](ledger::PrefixRange range) {
      return std::find(others.begin(), others.end(), range) == others.end();
    });
  }
  for (Run& run : runs) run.progress.checkpoint->keep_only(finished);
  comm::Communicator& communicator = runs.front().communicator;
  const auto ranges =
      ledger::balanced_ranges(runs.front().ledger, static_cast<std::size_t>(communicator.size()), finished);
  for (Run& run : runs) run.share.range = ranges[static_cast<std::size_t>(communicator.rank())];
}

void tell_resumed(Run& run) {
  for (const Part& part : run.progress.checkpoint->finished()) run.result.run.resumed_customers += part.customers;
  if (run.progress.checkpoint->resumes()) run.result.run.resumed_from = run.progress.checkpoint->id();
  if (run.progress.checkpoint->resumes() && run.communicator.rank() == 0 && run.options.notice)
    run.options.notice(fmt::format("goes on from the checkpoint in {}: {} of {} customers are finished",
                                   run.progress.checkpoint->directory(), run.result.run.resumed_customers,
                                   run.result.ledger.customers));
}

}  // namespace spendlens::audit
