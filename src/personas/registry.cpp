#include "spendlens/personas/registry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "spendlens/core/error.hpp"

namespace spendlens::personas {

namespace {

constexpr std::array<const char*, 5> kComparisons = {">=", "<=", "<", ">", "=="};
constexpr const char* kUnclassified = "unclassified";
constexpr const char* kNotAssessed = "not_assessed";
constexpr std::size_t kMaxIdLength = 64;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool has_form_of_id(std::string_view id) {
  if (id.empty() || id.size() > kMaxIdLength || !is_lower(id.front())) return false;
  return std::all_of(id.begin(), id.end(), [](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

std::optional<std::string> fault_of_id(const Registry& registry, std::size_t p) {
  const std::string& id = registry.personas[p].id;
  if (!has_form_of_id(id))
    return fmt::format("id '{}' must be 1 to {} lower case letters, digits and _, a letter first", id, kMaxIdLength);
  if (id == kUnclassified || id == kNotAssessed)
    return fmt::format("id '{}' is what customers without a persona are called; choose another one", id);
  for (std::size_t before = 0; before < p; ++before)
    if (registry.personas[before].id == id) return fmt::format("id '{}' is taken by a persona before", id);
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

std::optional<Fault> fault_of_condition(const Condition& condition, std::span<const Day> windows) {
  const signals::SignalInfo& info = signals::info_of(condition.signal);
  if (info.kind == signals::SignalKind::kChoice)
    return Fault{.part = Part::kSignal,
                 .what = fmt::format("{} is a name and cannot be compared with a number; "
                                     "has_regular_income and income_median_pay_gap_days can",
                                     info.name)};
  if (!condition.of_money() && !std::isfinite(condition.number))
    return Fault{.part = Part::kThreshold, .what = "value must be a finite number"};
  if (condition.time_window && std::find(windows.begin(), windows.end(), *condition.time_window) == windows.end())
    return Fault{.part = Part::kTimeWindow,
                 .what = fmt::format("time_window {}d is none of the profile's windows ({}d)", *condition.time_window,
                                     fmt::join(windows, "d, "))};
  return std::nullopt;
}

std::optional<Fault> fault_of_persona(const Registry& registry, std::size_t p, std::span<const Day> windows) {
  const Persona& persona = registry.personas[p];
  if (auto what = fault_of_id(registry, p)) return Fault{p, 0, Part::kId, *what};
  if (persona.name.empty()) return Fault{p, 0, Part::kName, "name is empty"};
  if (auto what = fault_of_priority(registry, p)) return Fault{p, 0, Part::kPriority, *what};
  if (persona.conditions.empty()) return Fault{p, 0, Part::kConditions, "there must be at least one condition"};
  for (std::size_t c = 0; c < persona.conditions.size(); ++c)
    if (auto fault = fault_of_condition(persona.conditions[c], windows)) return Fault{p, c, fault->part, fault->what};
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
  names.emplace_back(kUnclassified);
  names.emplace_back(kNotAssessed);
  return names;
}

void sort_by_priority(Registry& registry) {
  std::stable_sort(registry.personas.begin(), registry.personas.end(), has_lower_priority);
}

std::optional<Fault> first_fault(const Registry& registry, std::span<const Day> windows) {
  for (std::size_t p = 0; p < registry.size(); ++p) {
    if (p == kMaxPersonas)
      return Fault{p, 0, Part::kPersona,
                   fmt::format("{} personas are more than the {} that there can be", registry.size(), kMaxPersonas)};
    if (auto fault = fault_of_persona(registry, p, windows)) return fault;
  }
  return std::nullopt;
}

void validate(const Registry& registry, std::span<const Day> windows) {
  if (registry.personas.empty()) throw UsageError("a registry must have at least one persona");
  if (const auto fault = first_fault(registry, windows))
    throw UsageError(
        fmt::format("persona {} ('{}'): {}", fault->persona + 1, registry.personas[fault->persona].id, fault->what));
  if (!std::is_sorted(registry.personas.begin(), registry.personas.end(), has_lower_priority))
    throw UsageError("the personas of a registry must be in ascending order of priority");
}

}  // namespace spendlens::personas
