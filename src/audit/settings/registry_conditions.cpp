#include "audit/settings/registry_conditions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "spendlens/core/decimal.hpp"

namespace spendlens::audit {

namespace {

using YAML::Node;
using yaml::YamlReader;

constexpr Minor kMaxMoney = 100'000'000'000'000'000;  // 10^15 in major units

/// No name is longer; the search for the nearest is not for whole books.
constexpr std::size_t kLongestName = 64;

std::string names_of(const std::vector<personas::Field>& fields) {
  std::vector<std::string> names;
  for (const personas::Field& field : fields) names.push_back(field.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

/// Whether a name is one of what customers will be worth, whatever the horizons are.
bool is_value(const std::string& name) {
  return name == "p_alive" || name == "clv" || name == "expected_spend" || name.starts_with("expected_purchases_");
}

/// Index among the registry's fields, where each is once.
std::size_t read_signal(RegistryReading& reading, const Node& node) {
  const std::string name = reading.yaml.text(node, "signal");
  const auto known = personas::find_field(reading.terms.fields, name);
  if (!known && reading.registry.subject == personas::Subject::kSegment)
    reading.yaml.refuse(node, fmt::format("segments cannot read '{}', but {}", name.substr(0, kLongestName),
                                          names_of(reading.terms.fields)));
  if (!known && is_value(name))
    reading.yaml.refuse(node, fmt::format("{} is known after all customers were read, when personas are assigned; "
                                          "segments can read it",
                                          name.substr(0, kLongestName)));
  if (!known)
    reading.yaml.refuse(node, fmt::format("there is no signal '{}'; the nearest is {}", name.substr(0, kLongestName),
                                          personas::nearest_field(reading.terms.fields, name.substr(0, kLongestName))));
  const personas::Field& field = reading.terms.fields[*known];
  if (field.kind == personas::FieldKind::kScore && reading.registry.subject == personas::Subject::kPersona)
    reading.yaml.refuse(node, fmt::format("{} is known after all customers were read, when personas are assigned; "
                                          "recency_days, frequency and monetary can be read",
                                          field.name));
  std::vector<personas::Field>& fields = reading.registry.fields;
  const auto there = personas::find_field(fields, name);
  if (there) return *there;
  fields.push_back(field);
  return fields.size() - 1;
}

personas::Comparison read_comparison(const YamlReader& yaml, const Node& node) {
  const auto comparison = node.IsScalar() ? personas::parse_comparison(node.Scalar()) : std::nullopt;
  if (!comparison) yaml.refuse(node, "a condition's operator must be one of >= <= > < == in");
  return *comparison;
}

std::string read_window(const RegistryReading& reading, const Node& node) {
  if (reading.registry.subject == personas::Subject::kSegment)
    reading.yaml.refuse(node, "segments are of the period: their conditions have no window");
  std::string name = node.IsScalar() ? node.Scalar() : std::string();
  if (!signals::parse_window(name))
    reading.yaml.refuse(node, fmt::format("window must be one of the profile's windows ({}), as 6m or 30d",
                                          fmt::join(reading.terms.windows, ", ")));
  return name;
}

std::size_t read_choice(const YamlReader& yaml, const Node& node, const personas::Field& field) {
  const std::string name = yaml.text(node, "value");
  const auto at = std::find(field.values.begin(), field.values.end(), name);
  if (at == field.values.end())
    yaml.refuse(node, fmt::format("value of {} must be one of {}, not '{}'", field.name, fmt::join(field.values, ", "),
                                  name.substr(0, kLongestName)));
  return static_cast<std::size_t>(at - field.values.begin());
}

std::uint16_t read_cohort(const YamlReader& yaml, const Node& node, const personas::Field& field) {
  const std::string month = yaml.text(node, "value");
  const auto cohort = personas::parse_cohort(month);
  if (!cohort)
    yaml.refuse(node, fmt::format("value of {} must be a month from 1970 on, as 2025-03, or earlier, not '{}'",
                                  field.name, month.substr(0, kLongestName)));
  return *cohort;
}

personas::Threshold read_threshold(const YamlReader& yaml, const Node& node, const personas::Field& field) {
  using personas::FieldKind;
  const bool truth =
      field.kind == FieldKind::kFlag && node.IsScalar() && (node.Scalar() == "true" || node.Scalar() == "false");
  if (truth) return {yaml.boolean(node, "value") ? 1.0 : 0.0, 0};
  if (field.kind == FieldKind::kChoice) return {static_cast<double>(read_choice(yaml, node, field)), 0};
  if (field.kind == FieldKind::kCohort) return {static_cast<double>(read_cohort(yaml, node, field)), 0};
  if (field.kind == FieldKind::kMoney)
    return {0,
            yaml.number(node, fmt::format("value of {}, money in major units,", field.name), -kMaxMoney, kMaxMoney, 2)};
  (void)yaml.decimal(node, "value");
  return {parse_double(node.Scalar()).value_or(0), 0};  // it is a number
}

std::vector<personas::Threshold> read_thresholds(const YamlReader& yaml, const Node& node,
                                                 const personas::Condition& condition, const personas::Field& field) {
  if (condition.comparison != personas::Comparison::kIn) return {read_threshold(yaml, node, field)};
  if (!node.IsSequence() || node.size() == 0) yaml.refuse(node, "value of `in` must be a list, as [weekly, monthly]");
  std::vector<personas::Threshold> thresholds;
  for (const Node& one : yaml.list(node, "value")) thresholds.push_back(read_threshold(yaml, one, field));
  return thresholds;
}

}  // namespace

personas::Condition read_condition(RegistryReading& reading, const Node& node, ConditionLines& lines) {
  const YamlReader& yaml = reading.yaml;
  personas::Condition condition;
  Node value;
  const auto take_window = [&](const Node& n) {
    condition.window = read_window(reading, n);
    lines.window = YamlReader::line_of(n);
  };
  yaml.read_map(node, "a condition",
                {{"signal",
                  [&](const Node& n) {
                    condition.field = read_signal(reading, n);
                    lines.signal = YamlReader::line_of(n);
                  },
                  true},
                 {"operator", [&](const Node& n) { condition.comparison = read_comparison(yaml, n); }, true},
                 {"value",
                  [&](const Node& n) {
                    value.reset(n);
                    lines.value = YamlReader::line_of(n);
                  },
                  true},
                 {"window", take_window}});
  // Only now is it known whether it is money, and a list: the keys may come in any order.
  condition.thresholds = read_thresholds(yaml, value, condition, reading.registry.fields[condition.field]);
  return condition;
}

}  // namespace spendlens::audit
