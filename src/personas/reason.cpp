#include "personas/reason.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

#include "spendlens/core/decimal.hpp"

namespace spendlens::personas {

namespace {

using signals::SignalInfo;
using signals::SignalKind;

std::string_view unit_of(const SignalInfo& info) {
  const std::string_view units = info.units;
  if (units == "percent") return " %";
  if (units == "days") return " days";
  if (units == "months") return " months";
  return "";
}

bool in_major_units(const SignalInfo& info) { return std::string_view(info.units) == "major units"; }

/// With at most so many decimals; trailing zeros go, but for money.
std::string number_text(double value, int decimals, bool of_money) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (of_money && decimals == 2) return text;
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string threshold_text(const Condition& condition, const SignalInfo& info) {
  if (condition.of_money()) return decimal_text(condition.money, 2);
  if (in_major_units(info) && number_text(condition.number, 2, true) == fmt::format("{:.2f}", condition.number))
    return number_text(condition.number, 2, true);
  return fmt::format("{}{}", condition.number, unit_of(info));
}

/// 49.999 >= 50 fails; "50 >= 50" would not say so. Decimals are added until it does.
std::string value_text(const Condition& condition, const SignalInfo& info, const Evidence& evidence) {
  const double value = *evidence.value;
  const bool held = compare(value, condition.comparison, condition.number);
  for (const int decimals : {2, 4, 6, 9}) {
    const std::string text = number_text(value, decimals, in_major_units(info));
    if (compare(parse_double(text).value_or(value), condition.comparison, condition.number) == held)
      return fmt::format("{}{}", text, unit_of(info));
  }
  return fmt::format("{}{}", value, unit_of(info));
}

std::string flag_text(bool value) { return value ? "true" : "false"; }

std::string sides_text(const Condition& condition, const Evidence& evidence) {
  const SignalInfo& info = signals::info_of(condition.signal);
  const char* comparison = text_of(condition.comparison);
  if (info.kind == SignalKind::kFlag && (condition.number == 0 || condition.number == 1))
    return fmt::format("{} {} {}", evidence.value ? flag_text(*evidence.value != 0) : "unknown", comparison,
                       flag_text(condition.number != 0));
  if (!evidence.value) return fmt::format("unknown {} {}", comparison, threshold_text(condition, info));
  if (condition.of_money())
    return fmt::format("{} {} {}", decimal_text(static_cast<int128>(*evidence.value), 2), comparison,
                       threshold_text(condition, info));
  return fmt::format("{} {} {}", value_text(condition, info, evidence), comparison, threshold_text(condition, info));
}

}  // namespace

std::string condition_text(const Condition& condition, const Evidence& evidence) {
  const std::string text =
      fmt::format("{} {}", signals::info_of(condition.signal).name, sides_text(condition, evidence));
  return condition.time_window ? fmt::format("{} ({}d)", text, *condition.time_window) : text;
}

std::string reason_of(const Judgement& judgement, const Registry& registry) {
  if (judgement.assigned == registry.not_assessed()) return "not_assessed: no transaction up to the reference date";
  if (judgement.assigned == registry.unclassified()) return "unclassified: no persona's criteria hold";
  const Persona& persona = registry.personas[judgement.assigned];
  std::vector<std::string> held;
  for (std::size_t c = 0; c < persona.conditions.size(); ++c) {
    const Evidence& evidence = judgement.evidence[judgement.assigned][c];
    if (evidence.held) held.push_back(condition_text(persona.conditions[c], evidence));
  }
  std::vector<std::string> others;
  for (std::size_t p = judgement.assigned + 1; p < registry.size(); ++p)
    if ((judgement.qualifying >> p & 1) != 0)
      others.push_back(fmt::format("{} ({})", registry.personas[p].id, registry.personas[p].priority));
  std::string reason =
      fmt::format("{}: {}; it has priority {}", persona.id, fmt::join(held, " and "), persona.priority);
  if (!others.empty())
    reason += fmt::format("; also {}: {}", others.size() == 1 ? "qualifies" : "qualify", fmt::join(others, ", "));
  return reason;
}

}  // namespace spendlens::personas
