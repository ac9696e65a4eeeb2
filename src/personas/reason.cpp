#include "personas/reason.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "spendlens/core/decimal.hpp"

namespace spendlens::personas {

namespace {

std::string_view unit_of(const Field& field) {
  if (field.units == "percent") return " %";
  if (field.units == "days") return " days";
  if (field.units == "months") return " months";
  return "";
}

bool in_major_units(const Field& field) { return field.units == "major units"; }

/// With at most so many decimals; trailing zeros go, but for money.
std::string number_text(double value, int decimals, bool of_money) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (of_money && decimals == 2) return text;
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string with_unit(const Field& field, const Threshold& threshold) {
  std::string text = threshold_text(field, threshold);
  const bool is_word = field.kind == FieldKind::kMoney || field.kind == FieldKind::kChoice || in_major_units(field);
  return is_word ? text : text + std::string(unit_of(field));
}

std::string thresholds_text(const Condition& condition, const Field& field) {
  std::vector<std::string> texts;
  for (const Threshold& threshold : condition.thresholds) texts.push_back(with_unit(field, threshold));
  return fmt::format("{}", fmt::join(texts, ", "));
}

/// 49.999 >= 50 fails; "50 >= 50" would not say so. Decimals are added until it does.
std::string number_value_text(const Condition& condition, const Field& field, double value) {
  const auto same_outcome = [&](double shown) {
    return std::all_of(condition.thresholds.begin(), condition.thresholds.end(), [&](const Threshold& threshold) {
      return compare(shown, condition.comparison, threshold.number) ==
             compare(value, condition.comparison, threshold.number);
    });
  };
  for (const int decimals : {2, 4, 6, 9}) {
    const std::string text = number_text(value, decimals, in_major_units(field));
    if (same_outcome(parse_double(text).value_or(value))) return fmt::format("{}{}", text, unit_of(field));
  }
  return fmt::format("{}{}", value, unit_of(field));
}

std::string value_text(const Condition& condition, const Field& field, const FieldValue& value) {
  if (is_null(value)) return "unknown";
  if (field.kind == FieldKind::kMoney) return decimal_text(std::get<std::int64_t>(value), 2);
  if (field.kind == FieldKind::kFlag || field.kind == FieldKind::kChoice || field.kind == FieldKind::kCohort)
    return threshold_text(field, {as_double(value), 0});
  return number_value_text(condition, field, as_double(value));
}

std::string with_window(std::string text, const Condition& condition) {
  return condition.window ? fmt::format("{} ({})", text, *condition.window) : text;
}

std::vector<std::string> held_conditions(const Judgement& judgement, const Registry& registry) {
  const Persona& persona = registry.personas[judgement.assigned];
  std::vector<std::string> held;
  for (std::size_t c = 0; c < persona.conditions.size(); ++c) {
    const Evidence& evidence = judgement.evidence[judgement.assigned][c];
    const Condition& condition = persona.conditions[c];
    if (evidence.held) held.push_back(condition_text(condition, registry.field_of(condition), evidence));
  }
  return held;
}

}  // namespace

std::string threshold_text(const Field& field, const Threshold& threshold) {
  if (field.kind == FieldKind::kMoney) return decimal_text(threshold.money, 2);
  if (field.kind == FieldKind::kFlag && (threshold.number == 0 || threshold.number == 1))
    return threshold.number == 0 ? "false" : "true";
  if (field.kind == FieldKind::kCohort) return cohort_text(static_cast<std::int64_t>(threshold.number));
  if (field.kind == FieldKind::kChoice) return field.values.at(static_cast<std::size_t>(threshold.number));
  if (in_major_units(field) && number_text(threshold.number, 2, true) == fmt::format("{:.2f}", threshold.number))
    return number_text(threshold.number, 2, true);
  return fmt::format("{}", threshold.number);
}

std::string condition_text(const Condition& condition, const Field& field, const Evidence& evidence) {
  return with_window(fmt::format("{} {} {} {}", field.name, value_text(condition, field, evidence.value),
                                 text_of(condition.comparison), thresholds_text(condition, field)),
                     condition);
}

std::string criterion_text(const Condition& condition, const Field& field) {
  std::vector<std::string> texts;
  for (const Threshold& threshold : condition.thresholds) texts.push_back(threshold_text(field, threshold));
  return with_window(fmt::format("{} {} {}", field.name, text_of(condition.comparison), fmt::join(texts, ", ")),
                     condition);
}

std::string reason_of(const Judgement& judgement, const Registry& registry) {
  if (judgement.assigned >= registry.size() && registry.subject == Subject::kSegment)
    return judgement.assigned == registry.unclassified() ? "unclassified: no segment's criteria hold"
                                                         : "no_purchase: no purchase in the period";
  if (judgement.assigned == registry.not_assessed())
    return "not_assessed: no transaction in the 90 days up to the reference date";
  if (judgement.assigned == registry.too_new()) return "too_new: fewer than 60 days of history";
  if (judgement.assigned == registry.unclassified()) return "unclassified: no persona's criteria hold";
  const Persona& persona = registry.personas[judgement.assigned];
  std::vector<std::string> others;
  for (std::size_t p = judgement.assigned + 1; p < registry.size(); ++p)
    if ((judgement.qualifying >> p & 1) != 0)
      others.push_back(fmt::format("{} ({})", registry.personas[p].id, registry.personas[p].priority));
  std::string reason = fmt::format("{}: {}; it has priority {}", persona.id,
                                   fmt::join(held_conditions(judgement, registry), " and "), persona.priority);
  if (!others.empty())
    reason += fmt::format("; also {}: {}", others.size() == 1 ? "qualifies" : "qualify", fmt::join(others, ", "));
  return reason;
}

}  // namespace spendlens::personas
