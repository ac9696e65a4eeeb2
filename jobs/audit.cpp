#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>

#include "command_line.hpp"
#include "command_tree.hpp"
#include "commit.hpp"
#include "log.hpp"
#include "progress.hpp"
#include "screen.hpp"
#include "spendlens/audit/audit.hpp"
#include "spendlens/audit/plan.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/report/plan.hpp"
#include "spendlens/report/summary.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/job_lock.hpp"
#include "spendlens/store/temporary_file.hpp"
#include "stop_signal.hpp"

namespace spendlens::jobs {

namespace {

constexpr std::array kGranularities = {Granularity::kMonth, Granularity::kQuarter, Granularity::kYear};

struct AuditArguments {
  audit::AuditOptions options;
  std::string score_method = "qcut";
  std::string detail = "full";
  std::string memory = "64M";
  std::optional<std::string> percentiles;
  std::string cohorts = "month";
  int threads = 0;
  bool plan = false;
};

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

std::vector<int> percentiles_of(const std::string& list) {
  std::vector<int> percentiles;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::optional<std::uint64_t> value = whole(std::string_view(list).substr(begin, end - begin));
    if (!value || *value < 1 || *value > 100)
      throw UsageError(fmt::format("--percentiles '{}' is not a list of whole numbers from 1 to 100, as 10,20", list));
    percentiles.push_back(static_cast<int>(*value));
    begin = end + 1;
  }
  return percentiles;
}

/// Calendar units, the finest first; none for "none".
std::vector<Granularity> granularities_of(const std::string& list) {
  std::vector<Granularity> granularities;
  if (list == "none") return granularities;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string name = list.substr(begin, end - begin);
    const auto* const found = std::find_if(kGranularities.begin(), kGranularities.end(), [&](Granularity granularity) {
      return name == cohorts::granularity_name(granularity);
    });
    if (found == kGranularities.end())
      throw UsageError(fmt::format("--cohorts '{}' is not a list of month, quarter and year, or none", list));
    granularities.push_back(*found);
    begin = end + 1;
  }
  std::sort(granularities.begin(), granularities.end());
  return granularities;
}

void complete(AuditArguments& arguments) {
  audit::AuditOptions& options = arguments.options;
  if (arguments.percentiles) options.percentiles = percentiles_of(*arguments.percentiles);
  options.cohorts = granularities_of(arguments.cohorts);
  options.score_method = arguments.score_method == "fixed" ? rfm::ScoreMethod::kFixed : rfm::ScoreMethod::kQcut;
  options.detail = arguments.detail == "full"       ? audit::Detail::kFull
                   : arguments.detail == "evidence" ? audit::Detail::kEvidence
                                                    : audit::Detail::kSummary;
  options.memory_bytes = parse_size(arguments.memory);
}

int run_audit(comm::Communicator& communicator, AuditArguments& arguments, const CommonOptions& common) {
  complete(arguments);
  arguments.options.num_threads = start_threads(communicator, arguments.threads);
  audit::AuditOptions& options = arguments.options;
  if (arguments.plan) {
    const audit::AuditPlan plan = audit::plan_audit(communicator, options);
    if (communicator.rank() == 0) fmt::print("{}", report::plan_screen(plan));
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
  audit::AuditOptions& options = arguments->options;
  CLI::App* command =
      app.add_subcommand("audit", "Signals, persona and RFM of every customer, Lenses 1 to 5 of the whole base");
  command->footer(
      "Example:\n  mpirun -n 2 spendlens audit --ledger ledger --out result --period 2025-Q3 --compare 2025-Q2");
  command->add_option("--ledger", options.ledger, "Directory of the ledger")->required()->type_name("DIR");
  command->add_option("--out", options.out, "Directory for audit.h5, summary.json and run.json")
      ->required()
      ->type_name("DIR");
  command->add_option("--as-of", options.as_of, "Reference date; default: the ledger's last date")->type_name("DATE");
  command
      ->add_option(
          "--period", options.period,
          "2025, 2025-Q3, 2025-07, 2025-07-01..2025-10-01 (end exclusive) or all; default: the 365 days up to as-of")
      ->type_name("PERIOD");
  command
      ->add_option("--compare", options.compare,
                   "The period compared with; default: the one before --period (365 days)")
      ->type_name("PERIOD");
  offer_values(command->add_option("--profile", options.profile, "default, spendsense, or a YAML file")
                   ->capture_default_str()
                   ->type_name("NAME|FILE"),
               {"default", "spendsense"});
  offer_values(command
                   ->add_option("--personas", options.personas,
                                "The registry of personas: default, spendsense, a YAML file, or none")
                   ->capture_default_str()
                   ->type_name("NAME|FILE"),
               {"default", "spendsense", "none"});
  command
      ->add_option("--percentiles", arguments->percentiles,
                   "Percentiles of the revenue concentration, each 1 to 100 and once (10,20)")
      ->type_name("LIST");
  command->add_option("--score-method", arguments->score_method, "How scores are cut: qcut or fixed")
      ->check(CLI::IsMember({"qcut", "fixed"}))
      ->capture_default_str();
  command->add_option("--bins", options.bins, "Scores per metric, 2 to 9")
      ->check(whole_number(2, 9))
      ->capture_default_str();
  offer_values(command
                   ->add_option("--cohorts", arguments->cohorts,
                                "Calendar units of Lenses 3 to 5: a list of month, quarter and year, or none")
                   ->capture_default_str()
                   ->type_name("LIST"),
               {"month", "quarter", "year", "month,quarter,year", "none"});
  command
      ->add_option("--acquired-from", options.acquired_from,
                   "Where the ledger begins in the middle of a business: who first bought before this date is of the "
                   "cohort `earlier`, not of one of its own")
      ->type_name("DATE");
  command
      ->add_option(
          "--detail", arguments->detail,
          "What is kept a customer: full, evidence (scores, group, personas and what their conditions saw) or summary (nothing)")
      ->check(CLI::IsMember({"full", "evidence", "summary"}))
      ->capture_default_str();
  command
      ->add_option(
          "--shadow", options.shadow_percent,
          "Percent of the customers that the reference loops compute too; a difference ends the run with exit code 8")
      ->check(number(0, 100))
      ->type_name("PERCENT");
  command->add_flag("--verify", options.verify, "Verify every block of the ledger against its sums first");
  command->add_flag("--plan", arguments->plan,
                    "Only tell what a run would read, write and hold in memory, and how many ranks it suits");
  command
      ->add_option(
          "--threads", arguments->threads,
          "Threads of each rank, up to 1024; default: its share of the processors that it may use (affinity, cgroup)")
      ->check(whole_number(1, std::numeric_limits<int>::max()));
  command
      ->add_option(
          "--checkpoint-interval", options.checkpoint_interval,
          "Seconds from one checkpoint to the next, 0: after every batch; default: 60, or more where that would cost over 2 %")
      ->check(number(0, kMaxSeconds))
      ->type_name("SECONDS");
  command
      ->add_option(
          "--max-seconds", options.max_seconds,
          "Stop with a checkpoint (exit code 6) after so many seconds of streaming; the same command goes on from there. SIGUSR1 and SIGTERM do so at once")
      ->check(number(0, kMaxSeconds, true))
      ->type_name("SECONDS");
  command->add_option("--memory", arguments->memory, "Memory for a rank's batches and what is computed of them")
      ->capture_default_str()
      ->type_name("SIZE");
  command->callback([arguments, &common, &chosen] {
    catch_stop_signals();
    chosen = {
        [arguments, &common](comm::Communicator& communicator) { return run_audit(communicator, *arguments, common); }};
  });
}

}  // namespace spendlens::jobs
