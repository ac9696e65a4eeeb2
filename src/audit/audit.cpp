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

}  // namespace

AuditResult run_audit(comm::Communicator& communicator, const AuditOptions& options) {
  RunRecord times;
  StageClock clock(times);
  Run run = set_up(communicator, options);
  clock.done("open");
  stream_stage(run);
  clock.done("stream");
  subscription_stage(run);
  clock.done("subscriptions");
  order_stage(run);
  clock.done("order statistics");
  score_stage(run);
  clock.done("scores");
  comm::agree(communicator, [&] { write_cut_tables(run); });
  run.file->publish();
  clock.done("publish");
  run.result.run.stage_seconds = times.stage_seconds;
  std::array<std::uint64_t, 4> totals = {run.bytes_read, run.file->bytes_written(), peak_memory_bytes(), run.shadow_customers};
  communicator.all_reduce(std::span<std::uint64_t>(totals), comm::ReduceOp::kSum);
  run.result.run.bytes_read = totals[0];
  run.result.run.bytes_written = totals[1];
  run.result.run.peak_memory_bytes = totals[2];
  run.result.run.shadow_customers = totals[3];
  return std::move(run.result);
}

}  // namespace spendlens::audit
