#include "generate_model.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/synth/bank_model.hpp"
#include "spendlens/synth/retail_model.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::jobs {

namespace {

std::pair<std::string, std::string> split_pair(const std::string& option, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw UsageError(fmt::format("{} '{}' is not of the form NAME=VALUE", option, text));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

synth::ModelSettings settings_of(const GenerateArguments& arguments) {
  const auto as_of = parse_date(arguments.as_of);
  if (!as_of) throw UsageError(fmt::format("--as-of '{}' is not a date; write it as 2025-12-31", arguments.as_of));
  if (arguments.history < 1 || arguments.history > 36'525 || *as_of - arguments.history < -1 ||
      *as_of >= kTimestampLimit / kSecondsPerDay)
    throw UsageError(
        fmt::format("--history {}: 1 to 36,525 days that lie within 1970 to 2105 are possible", arguments.history));
  return {arguments.seed, *as_of, arguments.history, arguments.rows_per_customer};
}

/// Of rank 0: all that --scenario, --scenario-file and --set say, the later over the earlier.
synth::RetailParameters parameters_of(const GenerateArguments& arguments) {
  synth::RetailParameters parameters =
      synth::scenario_parameters(arguments.scenario.empty() ? "baseline" : arguments.scenario);
  if (!arguments.scenario_file.empty())
    synth::read_scenario_yaml(yaml::read_yaml_file("scenario file", arguments.scenario_file), arguments.scenario_file,
                              parameters);
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
    if (at == names.end())
      throw UsageError(fmt::format("--mix: there is no archetype '{}'; there are {}", name, fmt::join(names, ", ")));
    char* end = nullptr;
    const double value = std::strtod(share.c_str(), &end);
    if (share.empty() || *end != '\0') throw UsageError(fmt::format("--mix {}: '{}' is not a number", text, share));
    mix[static_cast<std::size_t>(at - names.begin())] = value;
  }
  return mix;
}

/// Names that files of a ledger have.
void require_truth_apart(const std::string& truth) {
  for (const char* end : {".h5", ".h5.sum", ".h5.tmp", ".h5.sum.next"})
    if (truth.ends_with(end))
      throw UsageError(fmt::format("--truth {} would be taken for a file of a ledger; give another name", truth));
}

}  // namespace

std::unique_ptr<synth::CustomerModel> make_model(comm::Communicator& communicator, GenerateArguments& arguments) {
  std::string scenario;
  comm::agree(communicator, [&] {
    const bool is_bank = arguments.kind == "bank";
    if (is_bank && (!arguments.scenario.empty() || !arguments.scenario_file.empty() || !arguments.set.empty()))
      throw UsageError("--scenario, --scenario-file and --set are of --kind retail");
    if (!is_bank && !arguments.mix.empty()) throw UsageError("--mix is of --kind bank");
    if (!is_bank && arguments.merchants == "raw") throw UsageError("--merchants is of --kind bank");
    require_truth_apart(arguments.options.truth);
    if (!is_bank && communicator.rank() == 0) scenario = synth::scenario_yaml(parameters_of(arguments));
  });
  comm::broadcast_object(communicator, scenario, 0);
  std::unique_ptr<synth::CustomerModel> model;
  comm::agree(communicator, [&] {
    const synth::ModelSettings settings = settings_of(arguments);
    std::string decided = fmt::format("kind {}\nseed {}\nas_of {}\nhistory {}\nrows {}\ncustomers {}\n", arguments.kind,
                                      settings.seed, date_text(settings.as_of), settings.history_days,
                                      settings.rows_per_customer, arguments.options.customers);
    if (arguments.kind == "bank") {
      const std::vector<double> mix = mix_of(arguments);
      model = std::make_unique<synth::BankModel>(synth::BankSettings{settings, mix, arguments.merchants == "raw"});
      decided += fmt::format("mix {}\nmerchants {}\n", fmt::join(mix, " "), arguments.merchants);
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

}  // namespace spendlens::jobs
