#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <span>
#include <vector>

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
#include "spendlens/audit/several_dates.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
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

using Locks = std::vector<std::unique_ptr<store::JobLock>>;

/// The outputs', held by rank 0 for all.
Locks take_locks(comm::Communicator& communicator, std::span<const audit::AuditOptions> options) {
  Locks locks;
  comm::agree(communicator, [&] {
    for (const audit::AuditOptions& of_date : options) audit::check_options(of_date);
    if (communicator.rank() != 0) return;
    for (const audit::AuditOptions& of_date : options) {
      store::make_directories(of_date.out);
      locks.push_back(std::make_unique<store::JobLock>(of_date.out + "/.lock", tell));
      store::remove_abandoned_temporaries(of_date.out);
    }
  });
  return locks;
}

bool stop_requested(const Locks& locks) {
  for (const auto& lock : locks)
    if (lock->lost()) lock->require_held();
  return stop_signal_came();
}

/// What a run asks and tells while it works; `locks` are of the dates, on rank 0, as `texts` of their summaries are.
void connect(std::span<audit::AuditOptions> options, const Locks& locks, std::span<report::SummaryText> texts,
             ProgressLine& progress) {
  for (std::size_t i = 0; i < options.size(); ++i) {
    audit::AuditOptions& of_date = options[i];
    of_date.stop_requested = [&locks] { return stop_requested(locks); };
    of_date.require_output = [lock = locks.empty() ? nullptr : locks[i].get()] {
      if (lock != nullptr) lock->require_held();
    };
    of_date.notice = tell;
    of_date.stage = [](const std::string& stage) {
      set_log_stage(stage);
      spdlog::debug("begins");
    };
    of_date.commit = kCommit;
    of_date.summary = [&text = texts[i]](const audit::AuditResult& result) { return text(result); };
    of_date.progress = [&progress](const audit::Progress& state) {
      progress.update(state.rows_done, state.rows_total);
    };
  }
}

/// Writes each date's record as it is published. Where an output was taken over meanwhile, that is what went wrong,
/// whatever it was met as: a file that the other job removed, say. Collective.
std::vector<audit::AuditResult> run_unless_taken_over(comm::Communicator& communicator,
                                                      std::span<const audit::AuditOptions> options,
                                                      std::span<report::SummaryText> texts) {
  std::vector<audit::AuditResult> results(options.size());
  try {
    audit::run_audits(communicator, options, [&](std::size_t i, audit::AuditResult result) {
      results[i] = std::move(result);
      comm::agree(communicator, [&] {
        if (communicator.rank() != 0) return;
        options[i].require_output();
        report::write_run(texts[i].last(), options[i].out);
        texts[i] = report::SummaryText();
      });
    });
    return results;
  } catch (const Error& error) {
    if (error.known_to_all() && error.code() != ExitCode::kStopped)
      comm::agree(communicator, [&] {
        if (communicator.rank() != 0) return;
        for (const audit::AuditOptions& of_date : options) of_date.require_output();
      });
    throw;
  }
}

/// A line a date: what a screen holds of several.
void show_dates(std::span<const audit::AuditResult> results, std::span<const audit::AuditOptions> options) {
  for (std::size_t i = 0; i < results.size(); ++i) {
    const audit::AuditResult& result = results[i];
    show("as of {}: {} of {} customers bought in {}, {} orders; {}/audit.h5, {}/summary.json\n",
         date_text(result.reference), grouped_text(static_cast<int128>(result.lens1.total_customers)),
         grouped_text(static_cast<int128>(result.ledger.customers)), period_text(result.period.period),
         grouped_text(static_cast<int128>(result.lens1.total_orders)), options[i].out, options[i].out);
  }
}

/// For the record of the command.
void note_audits(std::span<const audit::AuditResult> results, std::span<const audit::AuditOptions> options) {
  report::CommandRecord& record = command_record();
  const audit::AuditResult& first = results.front();
  for (const audit::SegmentRecord& segment : first.run.segments)
    record.inputs.push_back({"segment", ledger::segment_path(options.front().ledger, segment.name), segment.bytes,
                             "xxh3-128-sums:" + segment.digest, segment.transactions});
  std::uint64_t bytes_written = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::string& out = options[i].out;
    record.outputs.push_back(recorded_result(out));
    record.outputs.back().rows = results[i].ledger.customers;
    record.outputs.push_back(recorded_file(out + "/summary.json"));
    record.outputs.push_back(recorded_file(out + "/run.json"));
    bytes_written += results[i].run.bytes_written;
  }
  record.bytes_written = bytes_written;
  record.rows["read"] = first.ledger.transactions;
  record.customers = first.ledger.customers;
  record.bytes_read = first.run.bytes_read;
  record.stage_seconds = first.run.stage_seconds;
}

int run_audit(comm::Communicator& communicator, AuditArguments& arguments, const CommonOptions& common) {
  complete(arguments);
  arguments.options.num_threads = start_threads(communicator, arguments.threads);
  std::vector<audit::AuditOptions> options;
  comm::agree(communicator, [&] {
    audit::check_options(arguments.options);
    options = options_of_dates(arguments);
  });
  if (arguments.plan) {
    const audit::AuditPlan plan = audit::plan_audits(communicator, options);
    if (communicator.rank() == 0)
      fmt::print("{}", arguments.as_json ? report::plan_json(plan) : report::plan_screen(plan));
    return 0;
  }
  const Locks locks = take_locks(communicator, options);
  std::vector<audit::AuditResult> results;
  {
    ProgressLine progress("audit", "rows", common);
    std::vector<report::SummaryText> texts(options.size());
    connect(options, locks, texts, progress);
    results = run_unless_taken_over(communicator, options, texts);
  }
  note_audits(results, options);
  if (communicator.rank() != 0) return 0;
  for (const audit::AuditResult& result : results)
    for (const std::string& warning : report::period_warnings(result)) spdlog::warn("{}", warning);
  const audit::AuditResult& first = results.front();
  for (const auto& [stage, seconds] : first.run.stage_seconds) spdlog::debug("stage {}: {:.3f} s", stage, seconds);
  if (common.quiet) return 0;
  if (results.size() > 1) {
    show_dates(results, options);
    return 0;
  }
  fmt::print("{}", report::summary_screen(first, screen_style(common)));
  show("Results: {}/audit.h5, {}/summary.json\n", options.front().out, options.front().out);
  return 0;
}

}  // namespace

void add_audit(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<AuditArguments>();
  CLI::App* command =
      app.add_subcommand("audit", "Signals, persona and RFM of every customer, Lenses 1 to 5 of the whole base");
  command->footer(
      "Example:\n  mpirun -n 2 spendlens audit --ledger ledger --out result --period 2025-Q3 --compare 2025-Q2\n"
      "  spendlens audit --ledger ledger --out months --as-of 2025-01-31 --as-of 2025-02-28 --as-of 2025-03-31");
  add_audit_options(*command, *arguments);
  command->callback([arguments, &common, &chosen] {
    catch_stop_signals();
    chosen = {
        [arguments, &common](comm::Communicator& communicator) { return run_audit(communicator, *arguments, common); }};
  });
}

}  // namespace spendlens::jobs
