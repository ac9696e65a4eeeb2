#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>

#include "command_line.hpp"
#include "progress.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/synth/bank_model.hpp"
#include "spendlens/synth/generate.hpp"
#include "spendlens/synth/retail_model.hpp"

namespace spendlens::jobs {

namespace {

/// Where no --as-of is given: never the clock.
constexpr const char* kDefaultAsOf = "2025-12-31";

struct GenerateArguments {
  synth::GenerateOptions options;
  std::uint64_t seed = 1;
  std::string as_of = kDefaultAsOf;
  int history = 730;
  std::string kind = "bank";
  std::string scenario;
  std::string scenario_file;
  std::vector<std::string> set;
  std::vector<std::string> mix;
  std::uint32_t rows_per_customer = 0;
  std::string memory = "256M";
  int threads = 0;
};

std::pair<std::string, std::string> split_pair(const std::string& option, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) throw UsageError(fmt::format("{} '{}' is not of the form NAME=VALUE", option, text));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::string read_whole(const std::string& path) {
  const store::File file = store::File::open_to_read(path);
  constexpr std::uint64_t kMost = 1 << 20;
  if (file.size() > kMost) throw UsageError(fmt::format("scenario file {} is over 1 MiB", path));
  std::string text(file.size(), '\0');
  file.read_at(0, std::as_writable_bytes(std::span(text)));
  return text;
}

synth::ModelSettings settings_of(const GenerateArguments& arguments) {
  const auto as_of = parse_date(arguments.as_of);
  if (!as_of) throw UsageError(fmt::format("--as-of '{}' is not a date; write it as 2025-12-31", arguments.as_of));
  if (arguments.history < 1 || arguments.history > 36'525 || *as_of - arguments.history < -1 || *as_of >= kTimestampLimit / kSecondsPerDay)
    throw UsageError(fmt::format("--history {}: 1 to 36,525 days that lie within 1970 to 2105 are possible", arguments.history));
  return {arguments.seed, *as_of, arguments.history, arguments.rows_per_customer};
}

/// Of rank 0: all that --scenario, --scenario-file and --set say, the later over the earlier.
synth::RetailParameters parameters_of(const GenerateArguments& arguments) {
  synth::RetailParameters parameters = synth::scenario_parameters(arguments.scenario.empty() ? "baseline" : arguments.scenario);
  if (!arguments.scenario_file.empty()) synth::read_scenario_yaml(read_whole(arguments.scenario_file), arguments.scenario_file, parameters);
  for (const std::string& text : arguments.set) {
    const auto [key, value] = split_pair("--set", text);
    synth::set_parameter(parameters, key, value);
  }
  return parameters;
}

std::vector<double> mix_of(const GenerateArguments& arguments) {
  std::vector<double> mix = synth::default_mix();
  if (arguments.mix.empty()) return mix;
  std::fill(mix.begin(), mix.end(), 0.0);
  const auto& names = synth::archetype_names();
  for (const std::string& text : arguments.mix) {
    const auto [name, share] = split_pair("--mix", text);
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) throw UsageError(fmt::format("--mix: there is no archetype '{}'; there are {}", name, fmt::join(names, ", ")));
    char* end = nullptr;
    const double value = std::strtod(share.c_str(), &end);
    if (share.empty() || *end != '\0') throw UsageError(fmt::format("--mix {}: '{}' is not a number", text, share));
    mix[static_cast<std::size_t>(at - names.begin())] = value;
  }
  return mix;
}

/// The model on this rank, and the text of all that decides what it makes.
std::unique_ptr<synth::CustomerModel> make_model(comm::Communicator& communicator, GenerateArguments& arguments) {
  std::string scenario;
  comm::agree(communicator, [&] {
    const bool is_bank = arguments.kind == "bank";
    if (is_bank && (!arguments.scenario.empty() || !arguments.scenario_file.empty() || !arguments.set.empty()))
      throw UsageError("--scenario, --scenario-file and --set are of --kind retail");
    if (!is_bank && !arguments.mix.empty()) throw UsageError("--mix is of --kind bank");
    if (!is_bank && communicator.rank() == 0) scenario = synth::scenario_yaml(parameters_of(arguments));
  });
  comm::broadcast_object(communicator, scenario, 0);
  std::unique_ptr<synth::CustomerModel> model;
  comm::agree(communicator, [&] {
    const synth::ModelSettings settings = settings_of(arguments);
    std::string decided = fmt::format("kind {}\nseed {}\nas_of {}\nhistory {}\nrows {}\ncustomers {}\n", arguments.kind, settings.seed,
                                      date_text(settings.as_of), settings.history_days, settings.rows_per_customer, arguments.options.customers);
    if (arguments.kind == "bank") {
      const std::vector<double> mix = mix_of(arguments);
      model = std::make_unique<synth::BankModel>(synth::BankSettings{settings, mix});
      decided += fmt::format("mix {}\n", fmt::join(mix, " "));
    } else {
      synth::RetailParameters parameters;
      synth::read_scenario_yaml(scenario, "the scenario", parameters);
      model = std::make_unique<synth::RetailModel>(parameters, settings);
      decided += scenario;
    }
    arguments.options.settings = decided;
  });
  return model;
}

int run_generate(comm::Communicator& communicator, GenerateArguments& arguments, const CommonOptions& common) {
  synth::GenerateOptions& options = arguments.options;
  comm::agree(communicator, [&] {
    options.memory_bytes = parse_size(arguments.memory) / 2;
    options.num_threads = arguments.threads > 0 ? arguments.threads : default_threads(communicator);
  });
  const auto model = make_model(communicator, arguments);
  std::unique_ptr<store::FileLock> lock;
  comm::agree(communicator, [&] {
    if (communicator.rank() != 0) return;
    store::make_directories(options.ledger);
    lock = std::make_unique<store::FileLock>(options.ledger + "/.lock");
  });
  const auto start = std::chrono::steady_clock::now();
  synth::GenerateReport report;
  {
    ProgressLine progress("generate", "rows", common.quiet);
    options.progress = [&](const synth::GenerateProgress& state) { progress.update(state.rows_done, state.rows_total); };
    report = synth::generate_segment(communicator, *model, options);
  }
  if (communicator.rank() != 0 || common.quiet) return 0;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const auto count = [](double value) { return grouped_text(static_cast<int128>(value)); };
  fmt::print("Segment {}: {} customers, {} transactions", report.segment_path, grouped_text(report.customers), grouped_text(report.rows));
  if (report.accounts > 0) fmt::print(", {} accounts, {} liabilities", grouped_text(report.accounts), grouped_text(report.liabilities));
  fmt::print("\n{:.1f} s, {} rows/s, {} MB written at {} MB/s\n", seconds, count(static_cast<double>(report.rows) / seconds),
             count(static_cast<double>(report.bytes_written) / 1e6), count(static_cast<double>(report.bytes_written) / 1e6 / seconds));
  return 0;
}

}  // namespace

void add_generate(CLI::App& app, const CommonOptions& common, Command& chosen) {
  auto arguments = std::make_shared<GenerateArguments>();
  GenerateArguments& a = *arguments;
  CLI::App* command = app.add_subcommand("generate", "A ledger of synthetic customers, bank or retail, of any size");
  command->footer(fmt::format(
      "Archetypes of bank customers: {}.\nScenarios of retail: {}.\n\n"
      "Example:\n  spendlens generate --customers 10000 --ledger bank\n"
      "  mpirun -n 2 spendlens generate --customers 10M --transactions-per-customer 30 --ledger bank\n"
      "  spendlens generate --kind retail --scenario promotion --set promotion_uplift=1.5 --customers 10000 --ledger shop",
      fmt::join(synth::archetype_names(), ", "), fmt::join(synth::scenario_names(), ", ")));
  command->add_option("--customers", a.options.customers, "How many; 10k, 10M")->required()->transform(CLI::AsNumberWithUnit(
      std::map<std::string, std::uint64_t>{{"k", 1'000}, {"M", 1'000'000}}, CLI::AsNumberWithUnit::CASE_SENSITIVE))->type_name("N");
  command->add_option("--ledger", a.options.ledger, "Directory of the ledger; made where it is missing")->required()->type_name("DIR");
  command->add_option("--segment", a.options.segment, "Name of the segment; one that is there is replaced")->capture_default_str()->type_name("NAME");
  command->add_option("--seed", a.seed, "Another seed makes other customers")->capture_default_str();
  command->add_option("--as-of", a.as_of, "The last date with transactions")->capture_default_str()->type_name("DATE");
  command->add_option("--history", a.history, "Days of transactions up to --as-of")->capture_default_str()->type_name("DAYS");
  command->add_option("--kind", a.kind, "bank: accounts, income, subscriptions; retail: orders of a shop")->check(CLI::IsMember({"bank", "retail"}))->capture_default_str();
  command->add_option("--scenario", a.scenario, "Of retail; default: baseline")->type_name("NAME");
  command->add_option("--scenario-file", a.scenario_file, "Parameters of retail in YAML, over those of --scenario")->type_name("YAML");
  command->add_option("--set", a.set, "One parameter of retail, over all others; may be repeated")->type_name("KEY=VALUE")->take_all();
  command->add_option("--transactions-per-customer", a.rows_per_customer, "Exactly so many rows a customer; default: as the customer lives")->check(CLI::Range(1U, 1'000'000U))->type_name("M");
  command->add_option("--mix", a.mix, "Share of an archetype of bank customers; those not named have none; may be repeated")->type_name("ARCHETYPE=SHARE")->take_all();
  command->add_option("--threads", a.threads, "Threads of each rank; default: the cores divided by the ranks on a host")->check(CLI::PositiveNumber);
  command->add_option("--memory", a.memory, "Memory for a rank's batches")->capture_default_str()->type_name("SIZE");
  command->callback([arguments, &common, &chosen] {
    chosen = {[arguments, &common](comm::Communicator& communicator) { return run_generate(communicator, *arguments, common); }, true};
  });
}

}  // namespace spendlens::jobs
