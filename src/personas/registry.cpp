#include "spendlens/personas/registry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "spendlens/core/error.hpp"

namespace spendlens::personas {

namespace {

constexpr std::array<const char*, 6> kComparisons = {">=", "<=", "<", ">", "==", "in"};
constexpr std::array<const char*, kNumOthers> kOthers = {"unclassified", "not_assessed", "too_new"};
constexpr std::array<const char*, 2> kSegmentOthers = {"unclassified", "no_purchase"};
constexpr std::size_t kMaxIdLength = 64;

/// What those are called whom no entry takes.
std::span<const char* const> others_of(const Registry& registry) {
  if (registry.subject == Subject::kSegment) return kSegmentOthers;
  return kOthers;
}

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool has_form_of_id(std::string_view id) {
  if (id.empty() || id.size() > kMaxIdLength || !is_lower(id.front())) return false;
  return std::all_of(id.begin(), id.end(), [](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

std::optional<std::string> fault_of_id(const Registry& registry, std::size_t p) {
  const std::string& id = registry.personas[p].id;
  if (!has_form_of_id(id))
    return fmt::format("id '{}' must be 1 to {} lower case letters, digits and _, a letter first", id, kMaxIdLength);
  const char* kind = registry.subject == Subject::kSegment ? "segment" : "persona";
  const auto others = others_of(registry);
  if (std::find(others.begin(), others.end(), id) != others.end())
    return fmt::format("id '{}' is what customers without a {} are called; choose another one", id, kind);
  for (std::size_t before = 0; before < p; ++before)
    if (registry.personas[before].id == id) return fmt::format("id '{}' is taken by a {} before", id, kind);
  return std::nullopt;
}

std::optional<std::string> fault_of_name(const Registry& registry, std::size_t p) {
  const std::string& name = registry.personas[p].name;
  if (name.empty()) return "name is empty";
  for (std::size_t before = 0; before < p; ++before)
    if (registry.personas[before].name == name)
      return fmt::format("name '{}' is taken by persona '{}'", name, registry.personas[before].id);
  return std::nullopt;
}

std::optional<std::string> fault_of_priority(const Registry& registry, std::size_t p) {
  const std::uint32_t priority = registry.personas[p].priority;
  if (priority < 1) return "priority must be a whole number of at least 1";
  for (std::size_t before = 0; before < p; ++before)
    if (registry.personas[before].priority == priority)
      return fmt::format("priority {} is taken by persona '{}'", priority, registry.personas[before].id);
  return std::nullopt;
}

std::optional<std::string> fault_of_thresholds(const Condition& condition, const Field& field) {
  if (condition.thresholds.empty() || (condition.thresholds.size() > 1 && condition.comparison != Comparison::kIn))
    return fmt::format("{} is compared with one value, or with a list by `in`", field.name);
  for (const Threshold& threshold : condition.thresholds) {
    if (field.kind != FieldKind::kMoney && !std::isfinite(threshold.number)) return "value must be a finite number";
    if (field.kind == FieldKind::kChoice && (threshold.number != std::floor(threshold.number) || threshold.number < 0 ||
                                             threshold.number >= static_cast<double>(field.values.size())))
      return fmt::format("{} is one of {}", field.name, fmt::join(field.values, ", "));
  }
  return std::nullopt;
}

std::optional<Fault> fault_of_condition(const Registry& registry, const Condition& condition,
                                        std::span<const std::string> windows) {
  if (condition.field >= registry.fields.size())
    return Fault{.part = Part::kSignal, .what = "a condition reads a field that there is not"};
  const Field& field = registry.field_of(condition);
  if (field.kind == FieldKind::kChoice && condition.comparison != Comparison::kEqual &&
      condition.comparison != Comparison::kIn)
    return Fault{.part = Part::kSignal,
                 .what = fmt::format("{} is a name ({}): it can be compared by == and in only", field.name,
                                     fmt::join(field.values, ", "))};
  if (auto what = fault_of_thresholds(condition, field)) return Fault{.part = Part::kThreshold, .what = *what};
  if (condition.window && std::find(windows.begin(), windows.end(), *condition.window) == windows.end())
    return Fault{.part = Part::kWindow,
                 .what = fmt::format("window {} is none of the profile's windows ({})", *condition.window,
                                     fmt::join(windows, ", "))};
  return std::nullopt;
}

std::optional<Fault> fault_of_persona(const Registry& registry, std::size_t p, std::span<const std::string> windows) {
  const Persona& persona = registry.personas[p];
  if (auto what = fault_of_id(registry, p)) return Fault{p, 0, Part::kId, *what};
  if (auto what = fault_of_name(registry, p)) return Fault{p, 0, Part::kName, *what};
  if (auto what = fault_of_priority(registry, p)) return Fault{p, 0, Part::kPriority, *what};
  if (persona.conditions.empty()) return Fault{p, 0, Part::kConditions, "there must be at least one condition"};
  for (std::size_t c = 0; c < persona.conditions.size(); ++c)
    if (auto fault = fault_of_condition(registry, persona.conditions[c], windows))
      return Fault{p, c, fault->part, fault->what};
  return std::nullopt;
}

bool has_lower_priority(const Persona& a, const Persona& b) { return a.priority < b.priority; }

}  // namespace

const char* text_of(Comparison comparison) { return kComparisons.at(static_cast<std::size_t>(comparison)); }

std::optional<Comparison> parse_comparison(std::string_view text) {
  const auto at = std::find(kComparisons.begin(), kComparisons.end(), text);
  return at == kComparisons.end() ? std::nullopt : std::optional(static_cast<Comparison>(at - kComparisons.begin()));
}

std::size_t Registry::num_conditions() const {
  std::size_t count = 0;
  for (const Persona& persona : personas) count += persona.conditions.size();
  return count;
}

std::vector<std::string> persona_names(const Registry& registry) {
  std::vector<std::string> names;
  for (const Persona& persona : registry.personas) names.push_back(persona.id);
  const auto others = others_of(registry);
  names.insert(names.end(), others.begin(), others.end());
  return names;
}

void sort_by_priority(Registry& registry) {
  std::stable_sort(registry.personas.begin(), registry.personas.end(), has_lower_priority);
}

std::optional<Fault> first_fault(const Registry& registry, std::span<const std::string> windows) {
  for (std::size_t p = 0; p < registry.size(); ++p) {
    if (p == kMaxPersonas)
      return Fault{p, 0, Part::kPersona,
                   fmt::format("{} personas are more than the {} that there can be", registry.size(), kMaxPersonas)};
    if (auto fault = fault_of_persona(registry, p, windows)) return fault;
  }
  return std::nullopt;
}

void validate(const Registry& registry, std::span<const std::string> windows) {
  if (registry.personas.empty()) throw UsageError("a registry must have at least one persona");
  if (const auto fault = first_fault(registry, windows))
    throw UsageError(
        fmt::format("persona {} ('{}'): {}", fault->persona + 1, registry.personas[fault->persona].id, fault->what));
  if (!std::is_sorted(registry.personas.begin(), registry.personas.end(), has_lower_priority))
    throw UsageError("the personas of a registry must be in ascending order of priority");
}

std::vector<std::size_t> untestable(const Registry& registry, const std::string& window, const IsKnown& is_known) {
  std::vector<std::size_t> found;
  for (std::size_t p = 0; p < registry.size(); ++p) {
    const Persona& persona = registry.personas[p];
    const auto is_testable = [&](const Condition& condition) {
      return is_known(condition.field, condition.window.value_or(window));
    };
    const auto& conditions = persona.conditions;
    const bool holds_for_somebody = persona.all_conditions
                                        ? std::all_of(conditions.begin(), conditions.end(), is_testable)
                                        : std::any_of(conditions.begin(), conditions.end(), is_testable);
    if (!holds_for_somebody) found.push_back(p);
  }
  return found;
}

}  // namespace spendlens::personas
