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
      return value == threshold;
  }
  return false;
}

const signals::Summary& summary_of(std::span<const WindowSummary> windows, Day days) {
  for (const WindowSummary& window : windows)
    if (window.days == days) return window.summary;
  throw UsageError(fmt::format("there are no signals of the window of {} days", days));
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
      return std::fabs(value - threshold) < kEqualWithin;
  }
  return false;
}

bool holds(const Condition& condition, const signals::Summary& summary) {
  const std::optional<double> value = signals::value_of(summary, condition.signal);
  if (!value) return false;
  // A double holds every count, but not every amount of money.
  if (condition.of_money()) {
    const auto member = std::get<Minor signals::Summary::*>(signals::member_of(signals::info_of(condition.signal)));
    return compare_money(summary.*member, condition.comparison, condition.money);
  }
  return compare(*value, condition.comparison, condition.number);
}

Judgement match_personas_reference(std::span<const WindowSummary> windows, const Registry& registry, Day window,
                                   bool assessed) {
  Judgement judgement;
  judgement.assigned = assessed ? registry.unclassified() : registry.not_assessed();
  for (std::size_t p = 0; p < registry.size(); ++p) {
    const Persona& persona = registry.personas[p];
    std::vector<Evidence> evidence;
    std::size_t num_held = 0;
    for (const Condition& condition : persona.conditions) {
      const signals::Summary& summary = summary_of(windows, condition.time_window.value_or(window));
      const bool held = assessed && holds(condition, summary);
      evidence.push_back({signals::value_of(summary, condition.signal), held});
      if (held) ++num_held;
    }
    judgement.evidence.push_back(std::move(evidence));

    const bool qualifies = persona.all_conditions ? num_held == persona.conditions.size() : num_held > 0;
    if (!qualifies) continue;
    judgement.qualifying |= std::uint64_t{1} << p;
    if (judgement.assigned == registry.unclassified()) judgement.assigned = p;
  }
  judgement.reason = reason_of(judgement, registry);
  return judgement;
}

}  // namespace spendlens::personas
