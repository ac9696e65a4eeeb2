#include <fmt/core.h>

#include <cmath>

#include "personas/reason.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::personas {

namespace {

bool compare_money(Minor value, Comparison comparison, Minor threshold) {
  switch (comparison) {
    case Comparison::kAtLeast:
      return value >= threshold;
    case Comparison::kAtMost:
      return value <= threshold;
    case Comparison::kBelow:
      return value < threshold;
    case Comparison::kAbove:
      return value > threshold;
    case Comparison::kEqual:
    case Comparison::kIn:
      return value == threshold;
  }
  return false;
}

const FieldValue& value_of(std::span<const WindowValues> windows, const std::string& name, std::size_t field) {
  for (const WindowValues& window : windows)
    if (window.name == name) return window.values.at(field);
  throw UsageError(fmt::format("there are no signals of the window {}", name));
}

std::size_t without_persona(const Registry& registry, Assessment assessment) {
  switch (assessment) {
    case Assessment::kAssessed:
      return registry.unclassified();
    case Assessment::kNotAssessed:
      return registry.not_assessed();
    case Assessment::kTooNew:
      return registry.too_new();
  }
  return registry.unclassified();
}

}  // namespace

bool compare(double value, Comparison comparison, double threshold) {
  switch (comparison) {
    case Comparison::kAtLeast:
      return value >= threshold;
    case Comparison::kAtMost:
      return value <= threshold;
    case Comparison::kBelow:
      return value < threshold;
    case Comparison::kAbove:
      return value > threshold;
    case Comparison::kEqual:
    case Comparison::kIn:
      return std::fabs(value - threshold) < kEqualWithin;
  }
  return false;
}

bool holds(const Condition& condition, const Field& field, const FieldValue& value) {
  if (is_null(value)) return false;
  for (const Threshold& threshold : condition.thresholds) {
    // A double holds every count, but not every amount of money.
    if (field.kind == FieldKind::kMoney
            ? compare_money(std::get<std::int64_t>(value), condition.comparison, threshold.money)
            : compare(as_double(value), condition.comparison, threshold.number))
      return true;
  }
  return false;
}

Judgement match_personas_reference(std::span<const WindowValues> windows, const Registry& registry,
                                   const std::string& window, Assessment assessment) {
  Judgement judgement;
  const std::size_t without = without_persona(registry, assessment);
  judgement.assigned = without;
  for (std::size_t p = 0; p < registry.size(); ++p) {
    const Persona& persona = registry.personas[p];
    std::vector<Evidence> evidence;
    std::size_t num_held = 0;
    for (const Condition& condition : persona.conditions) {
      const std::string& of_window = condition.window ? *condition.window : window;
      const FieldValue& value = value_of(windows, of_window, condition.field);
      evidence.push_back({value, holds(condition, registry.field_of(condition), value)});
      if (evidence.back().held) ++num_held;
    }
    judgement.evidence.push_back(std::move(evidence));

    const bool qualifies = persona.all_conditions ? num_held == persona.conditions.size() : num_held > 0;
    if (!qualifies) continue;
    judgement.qualifying |= std::uint64_t{1} << p;
    if (judgement.assigned == without && may_qualify(registry, assessment)) judgement.assigned = p;
  }
  judgement.reason = reason_of(judgement, registry);
  return judgement;
}

}  // namespace spendlens::personas
