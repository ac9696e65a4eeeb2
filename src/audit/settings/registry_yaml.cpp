#include "spendlens/audit/registry_yaml.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "spendlens/core/decimal.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::audit {

namespace {

using YAML::Node;
using yaml::YamlReader;

constexpr std::uint32_t kMaxPriority = 1'000'000;
constexpr Minor kMaxMoney = 100'000'000'000'000'000;  // 10^15 in major units

struct ConditionLines {
  int signal = 0;
  int value = 0;
  int window = 0;
};

/// Where in the file each part of a persona is.
struct PersonaLines {
  int persona = 0;
  int id = 0;
  int name = 0;
  int priority = 0;
  int conditions = 0;
  std::vector<ConditionLines> each;
};

int line_of(const PersonaLines& lines, const personas::Fault& fault) {
  using enum personas::Part;
  switch (fault.part) {
    case kPersona:
      return lines.persona;
    case kId:
      return lines.id;
    case kName:
      return lines.name;
    case kPriority:
      return lines.priority;
    case kConditions:
      return lines.conditions;
    case kSignal:
      return lines.each[fault.condition].signal;
    case kThreshold:
      return lines.each[fault.condition].value;
    case kWindow:
      return lines.each[fault.condition].window;
  }
  return lines.persona;
}

/// A registry on its way: what its conditions can read, and what they do.
struct Reading {
  const YamlReader& yaml;
  const ConditionTerms& terms;
  personas::Registry registry{};
  std::vector<PersonaLines> lines{};
};

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
std::size_t read_signal(Reading& reading, const Node& node) {
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

std::string read_window(const Reading& reading, const Node& node) {
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

personas::Condition read_condition(Reading& reading, const Node& node, ConditionLines& lines) {
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

void read_criteria(Reading& reading, const Node& node, personas::Persona& persona, PersonaLines& lines) {
  const YamlReader& yaml = reading.yaml;
  const auto read_conditions = [&](const Node& conditions) {
    lines.conditions = YamlReader::line_of(conditions);
    for (const Node& condition : yaml.list(conditions, "conditions"))
      persona.conditions.push_back(read_condition(reading, condition, lines.each.emplace_back()));
  };
  yaml.read_map(node, "criteria",
                {{"operator",
                  [&](const Node& n) {
                    persona.all_conditions = yaml.choice(n, "operator of criteria", {"AND", true}, {"OR", false});
                  },
                  true},
                 {"conditions", read_conditions, true}});
}

personas::Persona read_persona(Reading& reading, const Node& node, PersonaLines& lines) {
  const YamlReader& yaml = reading.yaml;
  personas::Persona persona;
  lines.persona = YamlReader::line_of(node);
  yaml.read_map(node, "a persona",
                {{"id",
                  [&](const Node& n) {
                    persona.id = yaml.text(n, "id");
                    lines.id = YamlReader::line_of(n);
                  },
                  true},
                 {"name",
                  [&](const Node& n) {
                    persona.name = yaml.text(n, "name");
                    lines.name = YamlReader::line_of(n);
                  },
                  true},
                 {"description", [&](const Node& n) { persona.description = yaml.prose(n, "description"); }},
                 {"priority",
                  [&](const Node& n) {
                    persona.priority = static_cast<std::uint32_t>(yaml.number(n, "priority", 1, kMaxPriority));
                    lines.priority = YamlReader::line_of(n);
                  },
                  true},
                 {"criteria", [&](const Node& n) { read_criteria(reading, n, persona, lines); }, true},
                 {"focus_areas", [&](const Node& n) { persona.focus_areas = yaml.texts(n, "focus_areas"); }},
                 {"content_types", [&](const Node& n) { persona.content_types = yaml.texts(n, "content_types"); }}});
  return persona;
}

void read_entries(Reading& reading, const Node& node, const char* key) {
  for (const Node& entry : reading.yaml.list(node, key)) {
    personas::Persona persona = read_persona(reading, entry, reading.lines.emplace_back());
    reading.registry.personas.push_back(std::move(persona));
  }
  if (reading.registry.personas.empty())
    reading.yaml.refuse(node, fmt::format("there must be at least one of {}", key));
}

}  // namespace

personas::Registry parse_registry(const std::string& text, const std::string& name_for_errors,
                                  const ConditionTerms& terms) {
  const YamlReader yaml("registry", name_for_errors, text);
  Reading reading{yaml, terms};
  Node personas;
  Node segments;
  yaml.read_map(yaml.root(), "a registry",
                {{"subject",
                  [&](const Node& n) {
                    const bool is_segment = yaml.choice(n, "subject", {"persona", false}, {"segment", true});
                    if (is_segment) reading.registry.subject = personas::Subject::kSegment;
                  }},
                 {"personas", [&](const Node& n) { personas.reset(n); }},
                 {"segments", [&](const Node& n) { segments.reset(n); }}});
  const bool of_segments = reading.registry.subject == personas::Subject::kSegment;
  const Node& wanted = of_segments ? segments : personas;
  const Node& other = of_segments ? personas : segments;
  if (other.IsDefined() && !other.IsNull())
    yaml.refuse(other, of_segments ? "a registry of subject segment has 'segments', no 'personas'"
                                   : "a registry of subject persona has 'personas', no 'segments'");
  if (!wanted.IsDefined() || wanted.IsNull())
    yaml.refuse(yaml.root(), fmt::format("a registry has no '{}'", of_segments ? "segments" : "personas"));
  read_entries(reading, wanted, of_segments ? "segments" : "personas");
  personas::Registry& registry = reading.registry;
  if (const auto fault = personas::first_fault(registry, terms.windows))
    yaml.refuse_line(line_of(reading.lines[fault->persona], *fault), fault->what);
  personas::sort_by_priority(registry);
  return std::move(registry);
}

}  // namespace spendlens::audit
