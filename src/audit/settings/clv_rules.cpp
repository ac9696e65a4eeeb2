#include "audit/settings/clv_rules.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace spendlens::audit {

namespace {

using yaml::YamlReader;
using Node = YAML::Node;

constexpr std::int64_t kPercentScale = 4;
constexpr double kOfPercentScale = 10'000;

std::vector<int> read_horizons(const YamlReader& yaml, const Node& node) {
  std::vector<int> horizons;
  for (const Node& entry : yaml.list(node, "horizons"))
    horizons.push_back(static_cast<int>(yaml.number(entry, "each of horizons", 1, 3650)));
  if (horizons.empty() || horizons.size() > 8 || !std::ranges::is_sorted(horizons, std::less_equal{}))
    yaml.refuse(node, "horizons must be 1 to 8 numbers of days that ascend");
  return horizons;
}

/// With all of its digits, as a fit has them.
double read_parameter(const YamlReader& yaml, const Node& node, const std::string& name) {
  const std::string text = yaml.text(node, name);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() ||
      !(number >= value::kLeastParameter && number <= value::kLargestParameter))
    yaml.refuse(
        node, fmt::format("{} must be a number from {} to {}", name, value::kLeastParameter, value::kLargestParameter));
  return number;
}

GivenModel read_model(const YamlReader& yaml, const Node& node, const std::string& model,
                      std::span<const char* const> names) {
  GivenModel given{model, std::vector<double>(names.size())};
  std::vector<YamlReader::Field> fields;
  for (std::size_t i = 0; i < names.size(); ++i)
    fields.push_back({names[i], [&, i](const Node& n) { given.values[i] = read_parameter(yaml, n, names[i]); }, true});
  yaml.read_map(node, model, fields);
  return given;
}

std::vector<GivenModel> read_given(const YamlReader& yaml, const Node& node) {
  std::vector<GivenModel> given;
  std::vector<YamlReader::Field> fields;
  for (const value::Model model : value::kModels)
    fields.push_back({value::model_name(model), [&, model](const Node& n) {
                        given.push_back(read_model(yaml, n, value::model_name(model), value::parameter_names(model)));
                      }});
  fields.push_back({kSpendModelName, [&](const Node& n) {
                      given.push_back(read_model(yaml, n, kSpendModelName, value::kSpendParameterNames));
                    }});
  yaml.read_map(node, "clv_parameters", fields);
  return given;
}

}  // namespace

std::vector<YamlReader::Field> clv_fields(const YamlReader& yaml, ClvRules& rules) {
  return {{"horizons", [&](const Node& n) { rules.horizons = read_horizons(yaml, n); }},
          {"clv_months", [&](const Node& n) { rules.months = static_cast<int>(yaml.number(n, "clv_months", 1, 120)); }},
          {"discount_rate",
           [&](const Node& n) {
             rules.discount_rate =
                 static_cast<double>(yaml.number(n, "discount_rate", 0, 100'000'000, kPercentScale)) / kOfPercentScale;
           }},
          {"clv_margin",
           [&](const Node& n) {
             rules.margin =
                 static_cast<double>(yaml.number(n, "clv_margin", 1, 10'000, kPercentScale)) / kOfPercentScale;
           }},
          {"min_repeat_customers",
           [&](const Node& n) {
             rules.min_repeat_customers =
                 static_cast<std::uint64_t>(yaml.number(n, "min_repeat_customers", 1, 1'000'000'000));
           }},
          {"clv_parameters", [&](const Node& n) { rules.given = read_given(yaml, n); }}};
}

std::optional<value::PurchaseParameters> ClvRules::given_purchases(value::Model model) const {
  for (const GivenModel& one : given)
    if (one.model == value::model_name(model)) {
      value::PurchaseParameters parameters{model, {}};
      std::ranges::copy(one.values, parameters.values.begin());
      return parameters;
    }
  return std::nullopt;
}

std::optional<value::SpendParameters> ClvRules::given_spend() const {
  for (const GivenModel& one : given)
    if (one.model == kSpendModelName) return value::SpendParameters{one.values[0], one.values[1], one.values[2]};
  return std::nullopt;
}

bool ClvRules::gives_purchases() const {
  return std::ranges::any_of(given, [](const GivenModel& one) { return one.model != kSpendModelName; });
}

}  // namespace spendlens::audit
