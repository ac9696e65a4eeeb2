#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "command_line.hpp"
#include "commit.hpp"
#include "exit_codes.hpp"
#include "log.hpp"
#include "record.hpp"
#include "run_command.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/session.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/threads.hpp"
#include "standard_streams.hpp"

namespace {

using namespace spendlens;

constexpr const char* kFooter =
    "Examples:\n"
    "  spendlens inspect log.csv\n"
    "  spendlens import --transactions log.csv --ledger ledger --amounts spend-positive\n"
    "  mpirun -n 2 spendlens audit --ledger ledger --out result\n"
    "  spendlens explain --ledger ledger --audit result --customer C0001\n"
    "  spendlens export --audit result --table rfm --where rfm_score=555 --output best.csv\n"
    "  spendlens report --audit result\n\n"
    "`spendlens COMMAND --help` tells more of each command.\n\n";

/// Outside of a session ranks cannot agree on who speaks: where rank 0 fails as well, it does at once, and the launcher
/// ends the others while they wait.
void let_rank_0_speak() {
  if (comm::Session::launched_rank() == 0) return;
  std::signal(SIGTERM, SIG_DFL);
  std::this_thread::sleep_for(std::chrono::duration<double>(jobs::kPatienceSeconds));
}

/// Of Open MPI with its PMIx client and its transports, at most.
constexpr int kThreadsOfMpi = 6;

/// What was wrong with the command line, in one line that says where to look.
std::string usage_message(const CLI::App& app, const CLI::Error& error, int argc, char** argv) {
  const auto chosen = app.get_subcommands();
  if (!chosen.empty()) return fmt::format("{}; see spendlens {} --help", error.what(), chosen.front()->get_name());
  if (argc < 2 || argv[1][0] == '-') return fmt::format("{}; see spendlens --help", error.what());
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr))
    if (!command->get_group().empty()) names.push_back(command->get_name());
  return fmt::format("no command '{}'; the commands are {}", argv[1], fmt::join(names, ", "));
}

/// A command line that is wrong: its record says so too, where that much can be read of it.
int end_of_wrong_use(comm::Session& session, const jobs::CommandLine& line, const std::string& message) {
  try {
    jobs::begin_record(session.communicator(), line);
  } catch (const Error&) {  // the command line is the first thing to be mended
  }
  jobs::say(session.communicator(), message);
  return jobs::end_record(session.communicator(), static_cast<int>(ExitCode::kUsage));
}

/// Options of all commands.
void add_common_options(CLI::App& app, jobs::CommonOptions& common) {
  app.add_flag("--quiet", common.quiet, "Print errors only");
  app.add_option("--log-level", common.log_level, "Lines of the log on standard error: error, warn, info, debug")
      ->check(CLI::IsMember({"error", "warn", "info", "debug"}))
      ->capture_default_str();
  app.add_option("--log-format", common.log_format, "Lines of the log, and of errors: text, or json, an object a line")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_option("--color", common.color,
                 "Colours, and progress in one line: on a terminal, but not under a launcher (auto), always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_option("--record", common.places.record,
                 "What the command did, also where it failed, as JSON: exit code, times, rows, inputs and outputs with "
                 "digests (docs/record.schema.json)")
      ->type_name("FILE");
  app.add_option("--metrics", common.places.metrics,
                 "The same for monitoring, as Prometheus' text format (NAME.prom of node_exporter)")
      ->type_name("FILE");
  app.add_option("--lineage", common.places.lineage,
                 "The same as events of OpenLineage, a line each, behind those that the file has")
      ->type_name("FILE");
}

int run_program(int argc, char** argv) {
  // A closed pipe and a file-size limit are errors of the call that meets them, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  std::atexit(jobs::end_as_error);
  CLI::App app{"spendlens: customer-base audits of transaction ledgers", "spendlens"};
  app.set_version_flag("--version", fmt::format("{} (commit {})", SPENDLENS_VERSION, jobs::kCommit));
  app.footer(kFooter + jobs::exit_code_lines());
  app.require_subcommand(1);
  app.fallthrough();
  jobs::CommonOptions common;
  add_common_options(app, common);
  jobs::Command chosen;
  jobs::add_inspect(app, common, chosen);
  jobs::add_import(app, common, chosen);
  jobs::add_generate(app, common, chosen);
  jobs::add_compact(app, common, chosen);
  jobs::add_erase(app, common, chosen);
  jobs::add_audit(app, common, chosen);
  jobs::add_explain(app, common, chosen);
  jobs::add_export(app, common, chosen);
  jobs::add_diff(app, common, chosen);
  jobs::add_report(app, common, chosen);
  jobs::add_info(app, common, chosen);
  jobs::add_check(app, common, chosen);
  jobs::add_selftest(app, common, chosen);
  jobs::add_completion(app, common, chosen);
  jobs::add_document(app, common, chosen);
  jobs::refuse_empty_values(app);

  std::string usage_error;
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    comm::Session session(&argc, &argv);
    return jobs::run_on_root(session, [&](comm::Communicator&) { return app.exit(help); });
  } catch (const CLI::Error& error) {
    usage_error = usage_message(app, error, argc, argv);
  }
  // MPI has threads of its own, and ends the process where it gets none.
  if (comm::Session::launched()) require_threads(kThreadsOfMpi);
  // Under a launcher all ranks start MPI, also where only one of them has something to do: they end in order, with one
  // exit code.
  comm::Session session(&argc, &argv);
  const auto named = app.get_subcommands();
  const jobs::CommandLine line{std::span(argv, static_cast<std::size_t>(argc)),
                               named.empty() ? nullptr : named.front()};
  if (line.command != nullptr) jobs::set_log_stage(line.command->get_name());
  if (line.value_of("--log-format") == "json") common.log_format = "json";
  jobs::set_up_log(common, session.communicator().rank());
  if (!usage_error.empty()) return end_of_wrong_use(session, line, usage_error);
  return jobs::end_record(session.communicator(), jobs::run_command(session, line, chosen));
}

}  // namespace

int main(int argc, char** argv) {
  jobs::claim_standard_descriptors();
  try {
    return run_program(argc, argv);
  } catch (...) {  // before or after the command itself
    const comm::Failure failure = comm::describe(std::current_exception());
    let_rank_0_speak();
    jobs::print_error_line("spendlens: " + failure.message);
    jobs::end_record_alone(failure.code, failure.message);
    std::_Exit(failure.code);
  }
}
