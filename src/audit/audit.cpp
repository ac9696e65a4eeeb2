#include "spendlens/audit/audit.hpp"

#include <sys/resource.h>

#include <chrono>

#include "audit/stages.hpp"
#include "spendlens/comm/agree.hpp"

namespace spendlens::audit {

namespace {

/// Notes how long each stage took, from the call before to this one.
class StageClock {
 public:
  explicit StageClock(RunRecord& record) : record_(record) {}

  void done(const char* stage) {
    const auto now = std::chrono::steady_clock::now();
    record_.stage_seconds.emplace_back(stage, std::chrono::duration<double>(now - last_).count());
    last_ = now;
  }

 private:
  RunRecord& record_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// What the ranks counted, added up; the same on all of them.
void add_up(Run& run) {
  std::uint64_t read_calls = 0;
  for (const ledger::Segment& segment : run.ledger.segments()) read_calls += segment.file->read_calls();
  std::array<std::uint64_t, 6> totals = {run.bytes_read, run.file->bytes_written(), peak_memory_bytes(), read_calls, run.file->write_calls(), run.batches};
  run.communicator.all_reduce(std::span<std::uint64_t>(totals), comm::ReduceOp::kSum);
  RunRecord& record = run.result.run;
  record.bytes_read = totals[0];
  record.bytes_written = totals[1];
  record.peak_memory_bytes = totals[2];
  record.shadow_customers = run.aggregates.shadow_customers;
  record.read_calls = totals[3];
  record.write_calls = totals[4];
  record.batches = totals[5];
  record.batch_memory_bytes = run.communicator.all_reduce_value(run.batch_memory_bytes, comm::ReduceOp::kMax);
}

}  // namespace

AuditResult run_audit(comm::Communicator& communicator, const AuditOptions& options) {
  comm::CountingCommunicator counting(communicator);
  RunRecord times;
  StageClock clock(times);
  Run run = set_up(counting, options);
  clock.done("open");
  stream_stage(run);
  clock.done("stream");
  stop_if_requested(run);
  subscription_stage(run);
  clock.done("subscriptions");
  stop_if_requested(run);
  order_stage(run);
  clock.done("order statistics");
  stop_if_requested(run);
  score_stage(run);
  clock.done("scores");
  comm::agree(communicator, [&] { write_cut_tables(run); });
  run.file->publish();
  run.checkpoint->remove();
  clock.done("publish");
  run.result.run.stage_seconds = times.stage_seconds;
  add_up(run);
  run.result.run.collectives = counting.costs();
  return std::move(run.result);
}

}  // namespace spendlens::audit
