#include "audit_options.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "command_line.hpp"
#include "command_tree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::jobs {

namespace {

/// The parts of a list with commas between them, empty ones too.
std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    parts.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::vector<int> percentiles_of(const std::string& list) {
  std::vector<int> percentiles;
  for (const std::string& part : parts_of(list)) {
    const std::optional<std::uint64_t> value = whole(part);
    if (!value || *value < 1 || *value > 100)
      throw UsageError(fmt::format("--percentiles '{}' is not a list of whole numbers from 1 to 100, as 10,20", list));
    percentiles.push_back(static_cast<int>(*value));
  }
  return percentiles;
}

/// Calendar units, the finest first; none for "none".
std::vector<Granularity> granularities_of(const std::string& list) {
  std::vector<Granularity> granularities;
  if (list == "none") return granularities;
  for (const std::string& name : parts_of(list)) {
    const auto* const found =
        std::find_if(cohorts::kGranularities.begin(), cohorts::kGranularities.end(),
                     [&](Granularity granularity) { return name == cohorts::granularity_name(granularity); });
    if (found == cohorts::kGranularities.end())
      throw UsageError(fmt::format("--cohorts '{}' is not a list of month, quarter and year, or none", list));
    granularities.push_back(*found);
  }
  std::sort(granularities.begin(), granularities.end());
  return granularities;
}

/// The ledger, the results, and of which days they are.
void add_places_and_dates(CLI::App& command, AuditArguments& arguments) {
  audit::AuditOptions& options = arguments.options;
  command.add_option("--ledger", options.ledger, "Directory of the ledger")->required()->type_name("DIR");
  command.add_option("--out", options.out, "Directory for audit.h5, summary.json and run.json")
      ->required()
      ->type_name("DIR");
  command
      .add_option("--as-of", arguments.as_of,
                  "Reference date; default: the ledger's last date. Several are audited in one reading of the ledger, "
                  "each into OUT/DATE")
      ->type_name("DATE")
      ->take_all();
  command
      .add_option(
          "--period", options.period,
          "2025, 2025-Q3, 2025-07, 2025-W27 (ISO week), 2025-07-01..2025-10-01 (end exclusive), 90d (up to as-of) or all; "
          "default: the 365 days up to as-of")
      ->type_name("PERIOD");
  command
      .add_option("--compare", options.compare, "The period compared with; default: the one before --period (365 days)")
      ->type_name("PERIOD");
}

/// By which rules signals, personas and scores are formed.
void add_rules(CLI::App& command, AuditArguments& arguments) {
  audit::AuditOptions& options = arguments.options;
  offer_values(command.add_option("--profile", options.profile, "default, spendsense, or a YAML file")
                   ->capture_default_str()
                   ->type_name("NAME|FILE"),
               {"default", "spendsense"});
  command
      .add_option("--signals", arguments.signals,
                  "default: those of the profile, and personas; none: RFM, segments and lenses alone, in a fraction of "
                  "the time where a bank's customers have many transactions")
      ->check(CLI::IsMember({"default", "none"}))
      ->capture_default_str();
  offer_values(command
                   .add_option("--personas", options.personas,
                               "The registry of personas: default, spendsense, a YAML file, or none")
                   ->capture_default_str()
                   ->type_name("NAME|FILE"),
               {"default", "spendsense", "none"});
  offer_values(
      command
          .add_option(
              "--segments", options.segments,
              "The registry of named segments by RFM scores, and with --clv by value: default (champions to lost), a "
              "YAML file, or none")
          ->capture_default_str()
          ->type_name("NAME|FILE"),
      {"default", "none"});
  command
      .add_option("--percentiles", arguments.percentiles,
                  "Percentiles of the revenue concentration, each 1 to 100 and once (10,20)")
      ->type_name("LIST");
  command
      .add_option("--score-method", arguments.score_method,
                  "How scores are cut: fixed (equal values share a score) or qcut (as pandas does)")
      ->check(CLI::IsMember({"fixed", "qcut"}))
      ->capture_default_str();
  command.add_option("--bins", options.bins, "Scores per metric, 2 to 9")
      ->check(whole_number(2, 9))
      ->capture_default_str();
}

/// Lenses 3 to 5, and what is kept of each customer.
void add_cohorts(CLI::App& command, AuditArguments& arguments) {
  audit::AuditOptions& options = arguments.options;
  offer_values(command
                   .add_option("--cohorts", arguments.cohorts,
                               "Calendar units of Lenses 3 to 5: a list of month, quarter and year, or none")
                   ->capture_default_str()
                   ->type_name("LIST"),
               {"month", "quarter", "year", "month,quarter,year", "none"});
  command
      .add_option("--acquired-from", options.acquired_from,
                  "Where the ledger begins in the middle of a business: who first bought before this date is of the "
                  "cohort `earlier`, not of one of its own")
      ->type_name("DATE");
  command
      .add_option(
          "--detail", arguments.detail,
          "What is kept a customer: full, evidence (scores, group, personas and what their conditions saw) or summary (nothing)")
      ->check(CLI::IsMember({"full", "evidence", "summary"}))
      ->capture_default_str();
}

/// Parts of the base.
void add_parts(CLI::App& command, AuditArguments& arguments) {
  command
      .add_option("--by", arguments.options.by,
                  "Lenses 1 and 2 and segments of each value of an attribute of customers (import --customers) or a "
                  "dimension of orders (import --dimension), beside the whole")
      ->type_name("NAME");
  command
      .add_option("--where", arguments.where,
                  "Only customers with this value of an attribute, or orders with this value of a dimension "
                  "(NAME!=VALUE: without it; an empty value: those that have none); may be repeated: of one name any, "
                  "of several all")
      ->type_name("NAME=VALUE");
}

std::vector<audit::RowCondition> conditions_of(const std::vector<std::string>& texts) {
  std::vector<audit::RowCondition> conditions;
  for (const std::string& text : texts) {
    std::optional<audit::RowCondition> condition = audit::row_condition_of(text);
    if (!condition)
      throw UsageError(fmt::format("--where '{}' is not of the form NAME=VALUE or NAME!=VALUE", readable(text, 160)));
    conditions.push_back(std::move(*condition));
  }
  return conditions;
}

/// What customers will be worth.
void add_value(CLI::App& command, AuditArguments& arguments) {
  command
      .add_option(
          "--clv", arguments.clv,
          "The model that says what customers will be worth: pareto-nbd, bg-nbd, mbg-nbd, or none; all are fitted")
      ->check(CLI::IsMember({"pareto-nbd", "bg-nbd", "mbg-nbd", "none"}))
      ->capture_default_str();
  offer_values(command
                   .add_option("--clv-holdout", arguments.options.clv_holdout,
                               "First date of what the models are checked on, or none; default: the last third of the "
                               "ledger, at most 52 weeks")
                   ->type_name("DATE"),
               {"none"});
}

/// How a run checks itself, and what it may use.
void add_checks_and_resources(CLI::App& command, AuditArguments& arguments) {
  audit::AuditOptions& options = arguments.options;
  command
      .add_option(
          "--shadow", options.shadow_percent,
          "Percent of the customers that the reference loops compute too; a difference ends the run with exit code 8")
      ->check(number(0, 100))
      ->type_name("PERCENT");
  command.add_flag("--verify", options.verify, "Verify every block of the ledger against its sums first");
  command.add_flag("--plan", arguments.plan,
                   "Only tell what a run would read, write and hold in memory, and how many ranks it suits");
  command.add_flag("--json", arguments.as_json, "With --plan: JSON for programs");
  command
      .add_option(
          "--threads", arguments.threads,
          "Threads of each rank, up to 1024; default: its share of the processors that it may use (affinity, cgroup)")
      ->check(whole_number(1, std::numeric_limits<int>::max()));
  command
      .add_option(
          "--checkpoint-interval", options.checkpoint_interval,
          "Seconds from one checkpoint to the next, 0: after every batch; default: 60, or more where that would cost over 2 %")
      ->check(number(0, kMaxSeconds))
      ->type_name("SECONDS");
  command
      .add_option(
          "--max-seconds", options.max_seconds,
          "Stop with a checkpoint (exit code 6) after so many seconds of streaming; the same command goes on from there. SIGUSR1 and SIGTERM do so at once")
      ->check(number(0, kMaxSeconds, true))
      ->type_name("SECONDS");
  command.add_option("--memory", arguments.memory, "Memory for a rank's batches and what is computed of them")
      ->capture_default_str()
      ->type_name("SIZE");
}

}  // namespace

void add_audit_options(CLI::App& command, AuditArguments& arguments) {
  add_places_and_dates(command, arguments);
  add_rules(command, arguments);
  add_cohorts(command, arguments);
  add_value(command, arguments);
  add_parts(command, arguments);
  add_checks_and_resources(command, arguments);
}

void complete(AuditArguments& arguments) {
  audit::AuditOptions& options = arguments.options;
  if (arguments.as_json && !arguments.plan)
    throw UsageError("--json is of --plan; what an audit finds stands in OUT/summary.json: leave it out");
  if (arguments.percentiles) options.percentiles = percentiles_of(*arguments.percentiles);
  options.cohorts = granularities_of(arguments.cohorts);
  options.signals = arguments.signals == "default";
  options.clv = value::model_of(arguments.clv);
  options.where = conditions_of(arguments.where);
  options.score_method = arguments.score_method == "fixed" ? rfm::ScoreMethod::kFixed : rfm::ScoreMethod::kQcut;
  options.detail = arguments.detail == "full"       ? audit::Detail::kFull
                   : arguments.detail == "evidence" ? audit::Detail::kEvidence
                                                    : audit::Detail::kSummary;
  options.memory_bytes = parse_size(arguments.memory);
  if (arguments.as_of.size() == 1) options.as_of = arguments.as_of.front();
}

std::vector<audit::AuditOptions> options_of_dates(const AuditArguments& arguments) {
  if (arguments.as_of.size() < 2) return {arguments.options};
  std::vector<audit::AuditOptions> all;
  for (const std::string& date : arguments.as_of) {
    if (std::count(arguments.as_of.begin(), arguments.as_of.end(), date) > 1)
      throw UsageError(fmt::format("--as-of {} is given twice; give it once", date));
    all.push_back(arguments.options);
    all.back().as_of = date;
    all.back().out += "/" + date;
  }
  for (const audit::AuditOptions& options : all) audit::check_options(options);
  return all;
}

}  // namespace spendlens::jobs
