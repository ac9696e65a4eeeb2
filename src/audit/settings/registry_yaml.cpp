#include "spendlens/audit/registry_yaml.hpp"

#include <fmt/core.h>

#include <cstdlib>

#include "spendlens/core/decimal.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/signals/profile.hpp"
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
  int time_window = 0;
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
    case kTimeWindow:
      return lines.each[fault.condition].time_window;
  }
  return lines.persona;
}

signals::Signal read_signal(const YamlReader& yaml, const Node& node) {
  const std::string name = yaml.text(node, "signal");
  const auto signal = signals::parse_signal(name);
  if (signal) return *signal;
  constexpr std::size_t kLongest = 64;  // no name is longer; the search for the nearest is not for whole books
  const std::string nearest = signals::info_of(signals::nearest_signal(name.substr(0, kLongest))).name;
  yaml.refuse(node, fmt::format("there is no signal '{}'; the nearest is {}", name.substr(0, kLongest), nearest));
}

personas::Comparison read_comparison(const YamlReader& yaml, const Node& node) {
  const auto comparison = node.IsScalar() ? personas::parse_comparison(node.Scalar()) : std::nullopt;
  if (!comparison) yaml.refuse(node, "a condition's operator must be one of >= <= > < ==");
  return *comparison;
}

Day read_time_window(const YamlReader& yaml, const Node& node) {
  const std::string text = node.IsScalar() ? node.Scalar() : std::string();
  const bool days = text.size() > 1 && text.size() < 6 && text.back() == 'd' &&
                    text.find_first_not_of("0123456789") == text.size() - 1;
  const int count = days ? std::atoi(text.c_str()) : 0;
  if (count < 1 || count > signals::kMaxProfileDays)
    yaml.refuse(node, "time_window must be a window of the profile in days, as 30d");
  return count;
}

void read_threshold(const YamlReader& yaml, const Node& node, personas::Condition& condition) {
  const signals::SignalInfo& info = signals::info_of(condition.signal);
  const bool truth = info.kind == signals::SignalKind::kFlag && node.IsScalar() &&
                     (node.Scalar() == "true" || node.Scalar() == "false");
  if (truth) {
    condition.number = yaml.boolean(node, "value") ? 1 : 0;
  } else if (condition.of_money()) {
    condition.money =
        yaml.number(node, fmt::format("value of {}, money in major units,", info.name), -kMaxMoney, kMaxMoney, 2);
  } else {
    (void)yaml.decimal(node, "value");
    condition.number = parse_double(node.Scalar()).value_or(0);  // it is a number
  }
}

personas::Condition read_condition(const YamlReader& yaml, const Node& node, ConditionLines& lines) {
  personas::Condition condition;
  Node value;
  yaml.read_map(node, "a condition",
                {{"signal",
                  [&](const Node& n) {
                    condition.signal = read_signal(yaml, n);
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
                 {"time_window", [&](const Node& n) {
                    condition.time_window = read_time_window(yaml, n);
                    lines.time_window = YamlReader::line_of(n);
                  }}});
  // Only now is it known whether it is money: the keys may come in any order.
  read_threshold(yaml, value, condition);
  return condition;
}

void read_criteria(const YamlReader& yaml, const Node& node, personas::Persona& persona, PersonaLines& lines) {
  const auto read_conditions = [&](const Node& conditions) {
    lines.conditions = YamlReader::line_of(conditions);
    for (const Node& condition : yaml.list(conditions, "conditions"))
      persona.conditions.push_back(read_condition(yaml, condition, lines.each.emplace_back()));
  };
  yaml.read_map(node, "criteria",
                {{"operator",
                  [&](const Node& n) {
                    persona.all_conditions = yaml.choice(n, "operator of criteria", {"AND", true}, {"OR", false});
                  },
                  true},
                 {"conditions", read_conditions, true}});
}

personas::Persona read_persona(const YamlReader& yaml, const Node& node, PersonaLines& lines) {
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
                 {"criteria", [&](const Node& n) { read_criteria(yaml, n, persona, lines); }, true},
                 {"focus_areas", [&](const Node& n) { persona.focus_areas = yaml.texts(n, "focus_areas"); }},
                 {"content_types", [&](const Node& n) { persona.content_types = yaml.texts(n, "content_types"); }}});
  return persona;
}

}  // namespace

personas::Registry parse_registry(const std::string& text, const std::string& name_for_errors,
                                  std::span<const Day> windows) {
  const YamlReader yaml("registry", name_for_errors, text);
  personas::Registry registry;
  std::vector<PersonaLines> lines;
  const auto read_personas = [&](const Node& node) {
    for (const Node& persona : yaml.list(node, "personas"))
      registry.personas.push_back(read_persona(yaml, persona, lines.emplace_back()));
    if (registry.personas.empty()) yaml.refuse(node, "there must be at least one persona");
  };
  yaml.read_map(yaml.root(), "a registry", {{"personas", read_personas, true}});
  if (const auto fault = personas::first_fault(registry, windows))
    yaml.refuse_line(line_of(lines[fault->persona], *fault), fault->what);
  personas::sort_by_priority(registry);
  return registry;
}

}  // namespace spendlens::audit
