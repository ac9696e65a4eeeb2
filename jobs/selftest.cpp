#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "audit_options.hpp"
#include "command_line.hpp"
#include "commit.hpp"
#include "generate_model.hpp"
#include "screen.hpp"
#include "selftest_digests.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/instruction_set.hpp"
#include "spendlens/report/export.hpp"
#include "spendlens/report/summary.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::jobs {

namespace {

namespace fs = std::filesystem;

struct SelftestArguments {
  std::string directory;
  int threads = 0;
  bool keep = false;
  bool digests = false;
};

/// A ledger that is generated and audited, and the tables of the result whose rows are compared.
struct Trial {
  const char* kind;
  std::uint64_t customers;
  const char* clv;  ///< the model that customers are scored by
  std::vector<const char*> tables;
};
const Trial kTrials[] = {
    {"bank", 2'000, "none", {"rfm", "lens2", "streams", "signals-6m", "personas-6m"}},
    {"retail",
     20'000,
     "pareto-nbd",
     {"rfm", "lens2", "cohorts", "cohort-cells", "base", "clv", "clv-fit", "clv-holdout"}},
};

using Clock = std::chrono::steady_clock;

double seconds_from(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// A folder of rank 0's for all; on several hosts it must lie where all can write.
std::string make_scratch(comm::Communicator& communicator, const std::string& directory) {
  std::string path;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    const fs::path parent = directory.empty() ? fs::temp_directory_path() : fs::path(directory);
    store::make_directories(parent.string());
    std::string name = (parent / "spendlens-selftest-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw IoError("cannot make a folder in", parent.string(), errno);
    path = name;
  });
  comm::broadcast_object(communicator, path, 0);
  return path;
}

void generate_ledger(comm::Communicator& communicator, const Trial& trial, const std::string& ledger, int threads) {
  GenerateArguments arguments;
  arguments.kind = trial.kind;
  arguments.options.customers = trial.customers;
  arguments.options.ledger = ledger;
  arguments.options.num_threads = threads;
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) store::make_directories(ledger);
  });
  const auto model = make_model(communicator, arguments);
  (void)synth::generate_segment(communicator, *model, arguments.options);
}

void audit_ledger(comm::Communicator& communicator, const Trial& trial, const std::string& ledger,
                  const std::string& out, int threads) {
  AuditArguments arguments;
  arguments.clv = trial.clv;
  arguments.options.ledger = ledger;
  arguments.options.out = out;
  arguments.options.num_threads = threads;
  arguments.options.commit = kCommit;
  arguments.options.summary = report::summary_json;
  comm::agree(communicator, [&] {
    complete(arguments);
    if (communicator.rank() == 0) store::make_directories(out);
  });
  const audit::AuditResult result = audit::run_audit(communicator, arguments.options);
  comm::agree(communicator, [&] {
    if (communicator.rank() == 0) report::write_run(result, out);
  });
}

/// Of the rows of a table, as they are exported. Local.
std::string digest_of_table(const std::string& result, const std::string& table) {
  const std::string file = result + "/" + table + ".csv";
  report::ExportOptions options;
  options.audit = result;
  options.table = table;
  options.output = file;
  (void)report::export_table(options);
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) throw IoError("cannot read", file, errno);
  return digest_text(digest(std::as_bytes(std::span(text.view()))));
}

/// "bank rfm DIGEST" for each table. Rank 0 has them.
std::vector<std::string> run_trial(comm::Communicator& communicator, const Trial& trial, const std::string& scratch,
                                   int threads, bool tell) {
  const std::string ledger = fmt::format("{}/{}", scratch, trial.kind);
  const std::string out = ledger + "-result";
  const auto start = Clock::now();
  generate_ledger(communicator, trial, ledger, threads);
  const double generated = seconds_from(start);
  audit_ledger(communicator, trial, ledger, out, threads);
  std::vector<std::string> lines;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    for (const char* table : trial.tables)
      lines.push_back(fmt::format("{} {} {}", trial.kind, table, digest_of_table(out, table)));
  });
  if (tell && communicator.rank() == 0)
    show("{}: {} customers, generated in {:.1f} s, audited in {:.1f} s\n", trial.kind, trial.customers, generated,
         seconds_from(start) - generated);
  return lines;
}

/// Lines of those that are not among the expected ones.
std::vector<std::string> differences(const std::vector<std::string>& found) {
  std::istringstream expected(kSelftestDigests);
  std::vector<std::string> lines;
  for (std::string line; std::getline(expected, line);) lines.push_back(line);
  std::vector<std::string> differing;
  for (const std::string& line : found)
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) differing.push_back(line);
  return differing;
}

void judge(const std::vector<std::string>& found, const comm::Communicator& communicator, int threads) {
  const std::vector<std::string> differing = differences(found);
  for (const std::string& line : differing) show("differs: {}\n", line);
  show("{} of {} tables are as on every machine; {} ranks of {} threads, {}, spendlens {} (commit {})\n",
       found.size() - differing.size(), found.size(), communicator.size(), threads,
       instruction_set_name(instruction_set()), SPENDLENS_VERSION, kCommit);
  if (differing.empty()) return;
  throw InternalError(
      "this installation computes other results than it should; try SPENDLENS_INSTRUCTION_SET=base, and report both");
}

int run_selftest(comm::Communicator& communicator, const SelftestArguments& arguments, const CommonOptions& common) {
  const int threads = start_threads(communicator, arguments.threads);
  const std::string scratch = make_scratch(communicator, arguments.directory);
  struct Remover {
    std::string path;
    ~Remover() {
      std::error_code ignored;
      if (!path.empty()) fs::remove_all(path, ignored);
    }
  } remover{communicator.rank() == 0 && !arguments.keep ? scratch : ""};
  std::vector<std::string> found;
  for (const Trial& trial : kTrials)
    for (std::string& line : run_trial(communicator, trial, scratch, threads, !common.quiet && !arguments.digests))
      found.push_back(std::move(line));
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    if (arguments.digests)
      for (const std::string& line : found) show("{}\n", line);
    else
      judge(found, communicator, threads);
  });
  return 0;
}

}  // namespace

void add_selftest(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<SelftestArguments>();
  CLI::App* command = app.add_subcommand(
      "selftest", "Generates and audits made-up customers, and compares what it finds with what every machine finds");
  command->footer(
      "Exit code 7 where something differs.\n\nExample:\n  spendlens selftest\n"
      "  srun -N 2 -n 4 spendlens selftest --directory /shared/scratch");
  command
      ->add_option("--directory", arguments->directory,
                   "Where its folder is made and removed; on several hosts one that all of them see; default: TMPDIR")
      ->type_name("DIR");
  command
      ->add_option(
          "--threads", arguments->threads,
          "Threads of each rank, up to 1024; default: its share of the processors that it may use (affinity, cgroup)")
      ->check(whole_number(1, 1024));
  command->add_flag("--keep", arguments->keep, "Leave the ledgers and results there");
  command->add_flag("--digests", arguments->digests, "Print what was found, and compare nothing");
  command->callback([arguments, &common, &chosen] {
    chosen = {[arguments, &common](comm::Communicator& communicator) {
      return run_selftest(communicator, *arguments, common);
    }};
  });
}

}  // namespace spendlens::jobs
