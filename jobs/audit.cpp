#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "audit_options.hpp"
#include "command_line.hpp"
#include "commit.hpp"
#include "log.hpp"
#include "progress.hpp"
#include "record.hpp"
#include "record_data.hpp"
#include "screen.hpp"
#include "spendlens/audit/audit.hpp"
#include "spendlens/audit/plan.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/report/plan.hpp"
#include "spendlens/report/summary.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/job_lock.hpp"
#include "spendlens/store/temporary_file.hpp"
#include "stop_signal.hpp"

namespace spendlens::jobs {

namespace {

void tell(const std::string& notice) { spdlog::info(notice); }

/// The output's, held by rank 0 for all.
std::unique_ptr<store::JobLock> take_lock(comm::Communicator& communicator, const audit::AuditOptions& options) {
  const std::string& out = options.out;
  std::unique_ptr<store::JobLock> lock;
  comm::agree(communicator, [&] {
    audit::check_options(options);
    if (communicator.rank() != 0) return;
    store::make_directories(out);
    lock = std::make_unique<store::JobLock>(out + "/.lock", tell);
    store::remove_abandoned_temporaries(out);
  });
  return lock;
}

/// Where the output was taken over meanwhile, that is what went wrong, whatever it was met as: a file that the other
/// job removed, say. Collective.
audit::AuditResult run_unless_taken_over(comm::Communicator& communicator, const audit::AuditOptions& options) {
  try {
    return audit::run_audit(communicator, options);
  } catch (const Error& error) {
    if (error.known_to_all() && error.code() != ExitCode::kStopped)
      comm::agree(communicator, [&] {
        if (communicator.rank() == 0) options.require_output();
      });
    throw;
  }
}

bool stop_requested(const store::JobLock* lock) {
  if (lock != nullptr && lock->lost()) lock->require_held();
  return stop_signal_came();
}

/// For the record of the command.
void note_audit(const audit::AuditResult& result, const audit::AuditOptions& options) {
  report::CommandRecord& record = command_record();
  for (const audit::SegmentRecord& segment : result.run.segments)
    record.inputs.push_back({"segment", ledger::segment_path(options.ledger, segment.name), segment.bytes,
                             "xxh3-128-sums:" + segment.digest, segment.transactions});
  record.outputs = {recorded_result(options.out), recorded_file(options.out + "/summary.json"),
                    recorded_file(options.out + "/run.json")};
  record.outputs.front().rows = result.ledger.customers;
  record.rows["read"] = result.ledger.transactions;
  record.customers = result.ledger.customers;
  record.bytes_read = result.run.bytes_read;
  record.bytes_written = result.run.bytes_written;
  record.stage_seconds = result.run.stage_seconds;
}

int run_audit(comm::Communicator& communicator, AuditArguments& arguments, const CommonOptions& common) {
  complete(arguments);
  arguments.options.num_threads = start_threads(communicator, arguments.threads);
  audit::AuditOptions& options = arguments.options;
  if (arguments.plan) {
    const audit::AuditPlan plan = audit::plan_audit(communicator, options);
    if (communicator.rank() == 0)
      fmt::print("{}", arguments.as_json ? report::plan_json(plan) : report::plan_screen(plan));
    return 0;
  }
  const std::unique_ptr<store::JobLock> lock = take_lock(communicator, options);
  options.stop_requested = [&] { return stop_requested(lock.get()); };
  options.require_output = [&] {
    if (lock) lock->require_held();
  };
  options.notice = tell;
  options.stage = [](const std::string& stage) {
    set_log_stage(stage);
    spdlog::debug("begins");
  };
  options.commit = kCommit;
  options.summary = report::summary_json;
  audit::AuditResult result;
  {
    ProgressLine progress("audit", "rows", common);
    options.progress = [&](const audit::Progress& state) { progress.update(state.rows_done, state.rows_total); };
    result = run_unless_taken_over(communicator, options);
  }
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    options.require_output();
    report::write_run(result, options.out);
  });
  note_audit(result, options);
  if (communicator.rank() != 0) return 0;
  for (const auto& [stage, seconds] : result.run.stage_seconds) spdlog::debug("stage {}: {:.3f} s", stage, seconds);
  if (common.quiet) return 0;
  fmt::print("{}", report::summary_screen(result, screen_style(common)));
  show("Results: {}/audit.h5, {}/summary.json\n", options.out, options.out);
  return 0;
}

}  // namespace

void add_audit(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<AuditArguments>();
  CLI::App* command =
      app.add_subcommand("audit", "Signals, persona and RFM of every customer, Lenses 1 to 5 of the whole base");
  command->footer(
      "Example:\n  mpirun -n 2 spendlens audit --ledger ledger --out result --period 2025-Q3 --compare 2025-Q2");
  add_audit_options(*command, *arguments);
  command->callback([arguments, &common, &chosen] {
    catch_stop_signals();
    chosen = {
        [arguments, &common](comm::Communicator& communicator) { return run_audit(communicator, *arguments, common); }};
  });
}

}  // namespace spendlens::jobs
