#include "spendlens/audit/audit.hpp"

#include <chrono>

#include "audit/stage/stages.hpp"
#include "audit/stage/stopping.hpp"
#include "spendlens/comm/agree.hpp"

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

}  // namespace

AuditResult run_audit(comm::Communicator& communicator, const AuditOptions& options) {
  comm::CountingCommunicator counting(communicator);
  RunRecord times;
  StageClock clock(times, options);
  clock.begin("open");
  Run run = set_up(counting, options);
  clock.begin("stream");
  stream_stage(run);
  clock.begin("cohorts");
  stop_if_requested(run);
  cohort_stage(run);
  stop_if_requested(run);
  clv_stage(run, [&clock](const char* part) { clock.begin(part); });
  clock.begin("streams");
  stop_if_requested(run);
  payment_stage(run);
  clock.begin("order statistics");
  stop_if_requested(run);
  order_stage(run);
  clock.begin("scores");
  stop_if_requested(run);
  score_stage(run);
  clock.begin("segments");
  stop_if_requested(run);
  segment_stage(run);
  if (run.result.by) clock.begin("parts");
  stop_if_requested(run);
  breakdown_stage(run);
  clock.begin("publish");
  comm::agree(communicator, [&] { write_cut_tables(run); });
  complete_record(run);
  publish_result(run, [&] {
    clock.end();
    run.result.run.stage_seconds = times.stage_seconds;
    run.result.run.collectives = counting.costs();
  });
  run.progress.checkpoint->remove();
  return std::move(run.result);
}

}  // namespace spendlens::audit
