#include <fmt/core.h>

#include <algorithm>

#include "audit/stage/stopping.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::audit {

namespace {

constexpr double kDefaultInterval = 60;
/// A checkpoint that takes a second comes once in 50 at most.
constexpr double kMaxOftenOfCost = 50;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double interval_of(const Run& run) {
  if (run.options.checkpoint_interval) return *run.options.checkpoint_interval;
  return std::max(kDefaultInterval, kMaxOftenOfCost * run.progress.last_checkpoint_cost);
}

bool stop_is_requested(const Run& run) { return run.options.stop_requested && run.options.stop_requested(); }

/// Whoever was frozen and has lost its output to another job leaves that job's files alone. Collective.
void require_own_output(const Run& run) {
  comm::agree(run.communicator, [&] {
    if (run.communicator.rank() == 0 && run.options.require_output) run.options.require_output();
  });
}

}  // namespace

StreamAction StreamClock::next_action() const {
  if (stop_is_requested(run_)) return StreamAction::kStop;
  if (run_.options.max_seconds && seconds_since(start_) >= *run_.options.max_seconds) return StreamAction::kStop;
  return seconds_since(run_.progress.last_checkpoint) >= interval_of(run_) ? StreamAction::kCheckpoint
                                                                           : StreamAction::kGoOn;
}

void save_checkpoint(Run& run) {
  const auto start = Clock::now();
  require_own_output(run);
  run.progress.checkpoint->save(*run.output.file, run.progress.unsaved_ranges, run.figures.state, *run.figures.streams);
  for (const FinishedRange& finished_range : run.progress.unsaved_ranges)
    run.figures.aggregates.merge(finished_range.aggregates);
  run.progress.unsaved_ranges.clear();
  run.progress.last_checkpoint = Clock::now();
  run.progress.last_checkpoint_cost = seconds_since(start);
  ++run.result.run.checkpoints;
  run.result.run.checkpoint_seconds += run.progress.last_checkpoint_cost;
}

void stop_with_checkpoint(std::span<Run> runs) {
  for (Run& run : runs) {
    require_own_output(run);
    run.progress.checkpoint->save(*run.output.file, run.progress.unsaved_ranges, run.figures.state,
                                  *run.figures.streams);
  }
  const Run& first = runs.front();
  const std::uint64_t done = first.result.run.resumed_customers +
                             first.communicator.all_reduce_value(first.work.computed_customers, comm::ReduceOp::kSum);
  const std::string others = runs.size() == 1 ? "" : fmt::format(" (and of {} more dates)", runs.size() - 1);
  throw Error(
      ExitCode::kStopped,
      fmt::format(
          "stopped with a checkpoint in {}{} after {} of {} customers; run the same command again to go on from there",
          first.progress.checkpoint->directory(), others, done, first.result.ledger.customers));
}

void stop_if_requested(std::span<Run> runs) {
  const auto next_action =
      comm::agree_on_max(runs.front().communicator, [&runs] { return std::int64_t{stop_is_requested(runs.front())}; });
  if (next_action != 0) stop_with_checkpoint(runs);
}

}  // namespace spendlens::audit
