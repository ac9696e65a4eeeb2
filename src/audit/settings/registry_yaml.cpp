#include "spendlens/audit/registry_yaml.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>

#include "audit/settings/registry_conditions.hpp"
#include "spendlens/yaml/reader.hpp"

namespace spendlens::audit {

namespace {

using YAML::Node;
using yaml::YamlReader;

constexpr std::uint32_t kMaxPriority = 1'000'000;

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

void read_criteria(RegistryReading& reading, const Node& node, personas::Persona& persona, PersonaLines& lines) {
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

personas::Persona read_persona(RegistryReading& reading, const Node& node, PersonaLines& lines) {
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

void read_entries(RegistryReading& reading, const Node& node, const char* key) {
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
  RegistryReading reading{yaml, terms};
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
