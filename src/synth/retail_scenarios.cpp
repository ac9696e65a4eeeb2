#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "spendlens/core/decimal.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/synth/retail_model.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::synth {

namespace {

constexpr const char* kScenarioKey = "scenario";

/// Refuses `node` where `change` refuses its value.
template <class Change>
void attempt(const yaml::YamlReader& file, const YAML::Node& node, const Change& change) {
  try {
    change();
  } catch (const UsageError& error) {
    file.refuse(node, error.what());
  }
}

/// A value as --set would be given it; what no value is like where it is none.
std::string text_of(const YAML::Node& value) {
  if (value.IsNull()) return "";
  if (!value.IsScalar()) return value.IsMap() ? "(a map)" : "(a list)";
  // A quoted text has this tag: "5" is a text where 5 is a number. Dates and names may be quoted.
  const bool is_number = value.Tag() == "!" && parse_decimal(value.Scalar());
  return is_number ? '"' + value.Scalar() + '"' : value.Scalar();
}

}  // namespace

const std::vector<std::string>& scenario_names() {
  static const std::vector<std::string> names{"baseline", "promotion",  "launch", "recall",
                                              "seasonal", "high-churn", "stable", "buy-till-you-die"};
  return names;
}

RetailParameters scenario_parameters(const std::string& name) {
  RetailParameters parameters;
  if (name == "promotion") {
    parameters.promotion_uplift = 0.6;
  } else if (name == "launch") {
    parameters.existing_share = 0;
    parameters.launch = CalendarPoint{6, std::nullopt};
  } else if (name == "recall") {
    parameters.recall_drop = 0.5;
    parameters.recall_churn = 0.2;
  } else if (name == "seasonal") {
    parameters.seasonal_amplitude = 0.6;
  } else if (name == "high-churn") {
    // The shares of existing customers keep the number of those who are there about level over two years.
    parameters.existing_share = 0.15;
    parameters.monthly_churn = 0.25;
  } else if (name == "stable") {
    parameters.existing_share = 0.8;
    parameters.monthly_churn = 0.01;
  } else if (name == "buy-till-you-die") {
    // Nothing that the four models of purchases do not know: r = 0.55, alpha = 10.6, s = 0.61, beta = 11.7 in weeks.
    parameters.existing_share = 0;
    parameters.orders_per_month = 0.226;
    parameters.rate_shape = 0.55;
    parameters.monthly_churn = 0.203;
    parameters.churn_shape = 0.61;
    parameters.weekend_factor = 1;
    parameters.return_share = 0;
  } else if (name != "baseline") {
    throw UsageError(
        fmt::format("there is no scenario '{}'; there are {}", name.substr(0, 64), fmt::join(scenario_names(), ", ")));
  }
  return parameters;
}

void read_scenario_yaml(const std::string& text, const std::string& name_for_errors, RetailParameters& parameters) {
  const yaml::YamlReader file("scenario file", name_for_errors, text);
  const YAML::Node& root = file.root();
  if (!root.IsDefined() || root.IsNull()) return;
  if (!root.IsMap()) file.refuse(root, "a scenario file must be a map of parameters, as 'price_mean: 25'");
  RetailParameters changed = parameters;
  std::set<std::string> seen;
  for (const auto& entry : root) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (!seen.insert(key).second) file.refuse(entry.first, fmt::format("'{}' comes twice", key.substr(0, 64)));
    if (key == kScenarioKey) attempt(file, entry.first, [&] { changed = scenario_parameters(text_of(entry.second)); });
  }
  for (const auto& entry : root) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    // An empty value's own place may be the next line, its key's is not.
    if (key != kScenarioKey) attempt(file, entry.first, [&] { set_parameter(changed, key, text_of(entry.second)); });
  }
  parameters = changed;
}

}  // namespace spendlens::synth
