#include "spendlens/audit/audit.hpp"

#include <chrono>

#include "audit/stage/each_run.hpp"
#include "audit/stage/stages.hpp"
#include "audit/stage/stopping.hpp"
#include "spendlens/audit/several_dates.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::audit {

namespace {

/// Says when a stage begins, and notes how long each took.
class StageClock {
 public:
  StageClock(RunRecord& record, const AuditOptions& options) : record_(record), options_(options) {}

  void begin(const char* stage) {
    end();
    stage_ = stage;
    if (options_.stage) options_.stage(stage);
  }

  void end() {
    const auto now = std::chrono::steady_clock::now();
    if (stage_ != nullptr)
      record_.stage_seconds.emplace_back(stage_, std::chrono::duration<double>(now - last_).count());
    last_ = now;
    stage_ = nullptr;
  }

 private:
  RunRecord& record_;
  const AuditOptions& options_;
  const char* stage_ = nullptr;
  std::chrono::steady_clock::time_point last_{};
};

/// A stage of every run, after which nothing but time is lost where it was told to stop.
void run_stage(std::span<Run> runs, StageClock& clock, const char* name, void (*stage)(Run&)) {
  clock.begin(name);
  stop_if_requested(runs);
  for (Run& run : runs) stage(run);
}

/// One that the runs go through together.
void run_stage(std::span<Run> runs, StageClock& clock, const char* name, void (*stage)(std::span<Run>)) {
  clock.begin(name);
  stop_if_requested(runs);
  stage(runs);
}

/// What follows from the streaming pass. A run may be told to stop until the first result is published.
void complete_runs(std::span<Run> runs, StageClock& clock) {
  run_stage(runs, clock, "cohorts", cohort_stage);
  stop_if_requested(runs);
  for (Run& run : runs) clv_stage(run, [&clock](const char* part) { clock.begin(part); });
  run_stage(runs, clock, "streams", payment_stage);
  run_stage(runs, clock, "order statistics", order_stage);
  run_stage(runs, clock, "scores", score_stage);
  run_stage(runs, clock, "segments", segment_stage);
  if (runs.front().result.by) run_stage(runs, clock, "parts", breakdown_stage);
}

}  // namespace

void run_audits(comm::Communicator& communicator, std::span<const AuditOptions> options,
                const std::function<void(std::size_t, AuditResult)>& done) {
  if (options.empty()) throw UsageError("an audit needs a date");
  comm::CountingCommunicator counting(communicator);
  RunRecord times;
  StageClock clock(times, options.front());
  clock.begin("open");
  std::vector<Run> runs = set_up_runs(counting, options);
  clock.begin("stream");
  stream_stage(runs);
  complete_runs(runs, clock);
  clock.begin("publish");
  comm::agree(communicator, [&] { for_each_run(runs, [&runs](std::size_t i) { write_cut_tables(runs[i]); }); });
  for (std::size_t i = 0; i < runs.size(); ++i) {
    Run& run = runs[i];
    clock.begin("publish");
    complete_record(run);
    publish_result(run, [&] {
      clock.end();
      run.result.run.stage_seconds = times.stage_seconds;
      run.result.run.collectives = counting.costs();
    });
    run.progress.checkpoint->remove();
    done(i, std::move(run.result));
  }
}

AuditResult run_audit(comm::Communicator& communicator, const AuditOptions& options) {
  AuditResult result;
  run_audits(communicator, std::span(&options, 1),
             [&result](std::size_t, AuditResult of_date) { result = std::move(of_date); });
  return result;
}

}  // namespace spendlens::audit
