#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>

#include "command_line.hpp"
#include "command_tree.hpp"
#include "generate_model.hpp"
#include "progress.hpp"
#include "record.hpp"
#include "record_data.hpp"
#include "screen.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/write_lock.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/synth/bank_model.hpp"
#include "spendlens/synth/generate.hpp"
#include "spendlens/synth/random.hpp"
#include "spendlens/synth/retail_model.hpp"

namespace spendlens::jobs {

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// MB/s of writing so many bytes of noise, in order, to a file beside the segment, and syncing it; the file is removed.
double disk_rate(const std::string& ledger, std::uint64_t bytes) {
  const std::string path = ledger + "/.disk-rate.tmp";
  std::vector<std::uint64_t> noise(1 << 19);
  synth::Random random(1, 2, 3);
  for (std::uint64_t& word : noise) word = (std::uint64_t{random.next()} << 32) | random.next();
  const auto piece = std::as_bytes(std::span(noise));
  const auto start = std::chrono::steady_clock::now();
  std::uint64_t written = 0;
  try {
    store::File file = store::File::create(path);
    for (; written < bytes; written += piece.size()) file.write_at(written, piece);
    file.sync();
    file.close();
  } catch (...) {
    store::remove_file(path);
    throw;
  }
  const double seconds = seconds_since(start);
  store::remove_file(path);
  return static_cast<double>(written) / 1e6 / seconds;
}

int run_generate(comm::Communicator& communicator, GenerateArguments& arguments, const CommonOptions& common) {
  synth::GenerateOptions& options = arguments.options;
  comm::agree(communicator, [&] { options.memory_bytes = parse_size(arguments.memory); });
  options.num_threads = start_threads(communicator, arguments.threads);
  const auto model = make_model(communicator, arguments);
  std::unique_ptr<ledger::WriteLock> lock;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    store::make_directories(options.ledger);
    lock = std::make_unique<ledger::WriteLock>(options.ledger);
  });
  const auto start = std::chrono::steady_clock::now();
  synth::GenerateReport report;
  {
    ProgressLine progress("generate", "rows", common);
    options.progress = [&](const synth::GenerateProgress& state) {
      progress.update(state.rows_done, state.rows_total);
    };
    report = synth::generate_segment(communicator, *model, options);
  }
  const double seconds = seconds_since(start);
  command_record().rows["stored"] = report.rows;
  command_record().customers = report.customers;
  command_record().outputs = {recorded_segment(report.segment_path)};
  command_record().outputs.back().rows = report.rows;
  if (communicator.rank() != 0 || common.quiet) return 0;
  const auto count = [](double value) { return grouped_text(static_cast<int128>(value)); };
  const double rows = static_cast<double>(report.rows) / seconds;
  const double megabytes = static_cast<double>(report.bytes_written) / 1e6;
  show("Segment {}: {} customers, {} transactions", report.segment_path, grouped_text(report.customers),
       grouped_text(report.rows));
  if (report.accounts > 0)
    show(", {} accounts, {} liabilities", grouped_text(report.accounts), grouped_text(report.liabilities));
  if (!report.replaced.empty()) show("\nReplaced {}", report.replaced);
  show("\n{:.1f} s, {} rows/s, {} rows/s a core, {} MB written at {} MB/s\n", seconds, count(rows),
       count(rows / (communicator.size() * options.num_threads)), count(megabytes), count(megabytes / seconds));
  constexpr std::uint64_t kMaxProbed = std::uint64_t{1} << 30;
  if (arguments.measure_disk)
    show("The disk itself, written in order and synced: {} MB/s\n",
         count(disk_rate(options.ledger, std::min(report.bytes_written, kMaxProbed))));
  return 0;
}

/// How many customers, in which segment, over which dates.
void add_segment_options(CLI::App& command, GenerateArguments& a) {
  command.add_option("--customers", a.options.customers, "How many; 10k, 10M")
      ->required()
      ->transform(count_with_unit(1, 1'000'000'000))
      ->type_name("N");
  command.add_option("--ledger", a.options.ledger, "Directory of the ledger; made where it is missing")
      ->required()
      ->type_name("DIR");
  command.add_option("--segment", a.options.segment, "Name of the segment")->capture_default_str()->type_name("NAME");
  command.add_flag("--replace", a.options.replace,
                   "Put it in the place of a segment of that name that was made from other settings or files");
  command.add_option("--seed", a.seed, "Another seed makes other customers")
      ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
      ->capture_default_str();
  command.add_option("--as-of", a.as_of, "The last date with transactions")->capture_default_str()->type_name("DATE");
  command.add_option("--history", a.history, "Days of transactions up to --as-of")
      ->check(whole_number(1, 36'525))
      ->capture_default_str()
      ->type_name("DAYS");
}

/// What the customers are made from.
void add_model_options(CLI::App& command, GenerateArguments& a) {
  command.add_option("--kind", a.kind, "bank: accounts, income, subscriptions; retail: orders of a shop")
      ->check(CLI::IsMember({"bank", "retail"}))
      ->capture_default_str();
  offer_values(command.add_option("--scenario", a.scenario, "Of retail; default: baseline")->type_name("NAME"),
               synth::scenario_names());
  command.add_option("--scenario-file", a.scenario_file, "Parameters of retail in YAML, over those of --scenario")
      ->type_name("YAML");
  command.add_option("--set", a.set, "One parameter of retail, over all others; may be repeated")
      ->type_name("KEY=VALUE")
      ->take_all();
  command
      .add_option("--transactions-per-customer", a.rows_per_customer,
                  "Exactly so many rows a customer; default: as the customer lives")
      ->check(whole_number(1, 1'000'000))
      ->type_name("M");
  command
      .add_option("--mix", a.mix, "Share of an archetype of bank customers; those not named have none; may be repeated")
      ->type_name("ARCHETYPE=SHARE")
      ->take_all();
  command
      .add_option("--merchants", a.merchants,
                  "Of bank: clean, the keys that an import makes of merchants' texts; raw, the texts")
      ->check(CLI::IsMember({"clean", "raw"}))
      ->capture_default_str();
}

}  // namespace

void add_generate(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<GenerateArguments>();
  GenerateArguments& a = *arguments;
  CLI::App* command = app.add_subcommand("generate", "A ledger of synthetic customers, bank or retail, of any size");
  command->footer(fmt::format(
      "Archetypes of bank customers: {}.\nScenarios of retail: {}.\n\n"
      "Example:\n  spendlens generate --customers 10000 --ledger bank --truth truth.csv\n"
      "  mpirun -n 2 spendlens generate --customers 10M --transactions-per-customer 30 --ledger bank\n"
      "  spendlens generate --kind retail --scenario promotion --set promotion_uplift=1.5 --customers 10000 --ledger shop",
      fmt::join(synth::archetype_names(), ", "), fmt::join(synth::scenario_names(), ", ")));
  add_segment_options(*command, a);
  add_model_options(*command, a);
  command
      ->add_option(
          "--truth", a.options.truth,
          "Also write what customers were made from, as CSV: of a bank schedules, income and outgoings, of a shop "
          "each one's rates of buying and leaving, and who is still there")
      ->type_name("FILE");
  command->add_flag("--measure-disk", a.measure_disk,
                    "Also tell how fast the disk takes as many bytes, at most 1 GiB, from nothing but memory");
  command
      ->add_option(
          "--threads", a.threads,
          "Threads of each rank, up to 1024; default: its share of the processors that it may use (affinity, cgroup)")
      ->check(whole_number(1, std::numeric_limits<int>::max()));
  command->add_option("--memory", a.memory, "Memory for a rank's batches")->capture_default_str()->type_name("SIZE");
  command->callback([arguments, &common, &chosen] {
    chosen = {[arguments, &common](comm::Communicator& communicator) {
      return run_generate(communicator, *arguments, common);
    }};
  });
}

}  // namespace spendlens::jobs
