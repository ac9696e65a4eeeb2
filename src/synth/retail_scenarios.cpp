#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "spendlens/core/decimal.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/synth/retail_model.hpp"

namespace spendlens::synth {

namespace {

constexpr const char* kScenarioKey = "scenario";
constexpr std::size_t kMaxScenarioBytes = 1U << 20U;

/// Where a scenario file is refused.
struct ScenarioFile {
  const std::string& name;

  [[noreturn]] void refuse(int line, const std::string& what) const {
    throw UsageError(fmt::format("scenario file {}, line {}: {}", name, std::max(1, line), what));
  }
  [[noreturn]] void refuse(const YAML::Node& node, const std::string& what) const { refuse(node.Mark().line + 1, what); }

  /// Refuses `node` where `change` refuses its value.
  template <class Change>
  void attempt(const YAML::Node& node, const Change& change) const {
    try {
      change();
    } catch (const UsageError& error) {
      refuse(node, error.what());
    }
  }
};

YAML::Node parse(const ScenarioFile& file, const std::string& text) {
  if (text.size() > kMaxScenarioBytes)
    throw UsageError(fmt::format("scenario file {} is over {} bytes; that is no scenario", file.name, kMaxScenarioBytes));
  // yaml-cpp reads zeros as ends of texts, and other control characters into them.
  const auto control = std::find_if(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t'; });
  if (control != text.end()) file.refuse(static_cast<int>(std::count(text.begin(), control, '\n')) + 1, "a control character");
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() > 1) file.refuse(documents[1], "a second document (---) in one file");
    return documents.empty() ? YAML::Node() : documents[0];
  } catch (const YAML::Exception& error) {
    file.refuse(error.mark.line + 1, error.msg);
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
  static const std::vector<std::string> names{"baseline", "promotion", "launch", "recall", "seasonal", "high-churn", "stable"};
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
  } else if (name != "baseline") {
    throw UsageError(fmt::format("there is no scenario '{}'; there are {}", name.substr(0, 64), fmt::join(scenario_names(), ", ")));
  }
  return parameters;
}

void read_scenario_yaml(const std::string& text, const std::string& name_for_errors, RetailParameters& parameters) {
  const ScenarioFile file{name_for_errors};
  const YAML::Node root = parse(file, text);
  if (!root.IsDefined() || root.IsNull()) return;
  if (!root.IsMap()) file.refuse(root, "a scenario file must be a map of parameters, as 'price_mean: 25'");
  RetailParameters changed = parameters;
  std::set<std::string> seen;
  for (const auto& entry : root) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (!seen.insert(key).second) file.refuse(entry.first, fmt::format("'{}' comes twice", key.substr(0, 64)));
    if (key == kScenarioKey) file.attempt(entry.first, [&] { changed = scenario_parameters(text_of(entry.second)); });
  }
  for (const auto& entry : root) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    // An empty value's own place may be the next line, its key's is not.
    if (key != kScenarioKey) file.attempt(entry.first, [&] { set_parameter(changed, key, text_of(entry.second)); });
  }
  parameters = changed;
}

}  // namespace spendlens::synth
