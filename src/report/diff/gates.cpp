#include "report/diff/gates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::report {

namespace {

/// Longer ones first: ">=" begins with ">".
constexpr std::array<const char*, 5> kGateComparisons = {">=", "<=", "==", ">", "<"};

std::string trimmed_text(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t") + 1 - begin));
}

bool compares(int128 value, const std::string& comparison, int128 bound) {
  if (comparison == ">=") return value >= bound;
  if (comparison == "<=") return value <= bound;
  if (comparison == ">") return value > bound;
  if (comparison == "<") return value < bound;
  return value == bound;
}

/// Both as counts of the same unit.
struct Aligned {
  int128 a;
  int128 b;
  int scale;
};

std::optional<Aligned> aligned(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale, b.scale);
  const auto first = to_scale(a, scale);
  const auto second = to_scale(b, scale);
  if (!first || !second) return std::nullopt;
  return Aligned{*first, *second, scale};
}

std::string text_of(const Decimal& value) { return decimal_text(value.coefficient, value.scale); }

/// Whether 100 · (later - earlier) / |earlier| compares so with the bound: exactly, by cross products.
std::optional<bool> change_compares(const Decimal& earlier, const Decimal& later, const Gate& gate) {
  const auto both = aligned(later, earlier);
  if (!both) return std::nullopt;
  const int128 change = both->a - both->b;
  const int128 base = both->b < 0 ? -both->b : both->b;
  if (base == 0) {
    if (change == 0) return compares(0, gate.comparison, gate.bound.coefficient);
    return gate.comparison == ">=" || gate.comparison == ">" ? change > 0 : change < 0 && gate.comparison != "==";
  }
  const auto left = multiply({change, 0}, {100, 0});
  const auto right = multiply({base, 0}, {gate.bound.coefficient, 0});
  const auto unit = multiply(left.value_or(Decimal{}), {*to_scale({1, 0}, gate.bound.scale), 0});
  if (!left || !right || !unit) return std::nullopt;
  return compares(unit->coefficient, gate.comparison, right->coefficient);
}

/// Parts of the summary whose figures are held against each other.
constexpr std::array<const char*, 7> kComparedParts = {"ledger", "lens1", "lens2", "segments", "personas", "clv", "by"};

/// Tables within them that tell of customers from kind to kind: the walk over customers says more.
constexpr std::array<std::string_view, 4> kLeftOut = {"flow", "overlap", "archetypes", "rfm_distribution"};

void collect(const SummaryJson& earlier, const SummaryJson& later, const std::string& path,
             std::vector<FigureChange>& to) {
  if (later.is_object() && earlier.is_object()) {
    for (const auto& [key, value] : later.items())
      if (const auto before = earlier.find(key);
          before != earlier.end() && std::find(kLeftOut.begin(), kLeftOut.end(), key) == kLeftOut.end())
        collect(*before, value, path + "." + key, to);
    return;
  }
  const auto before = decimal_of(earlier);
  const auto now = decimal_of(later);
  if (!before || !now) return;
  const auto shown = [](const SummaryJson& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  };
  to.push_back({path, shown(earlier), shown(later), change_text(*before, *now), change_pct_text(*before, *now)});
}

}  // namespace

Gate parse_gate(const std::string& text) {
  Gate gate{text, {}, {}, {}, false};
  for (const char* comparison : kGateComparisons) {
    const std::size_t at = text.find(comparison);
    if (at == std::string::npos) continue;
    gate.comparison = comparison;
    gate.figure = trimmed_text(std::string_view(text).substr(0, at));
    std::string bound = trimmed_text(std::string_view(text).substr(at + gate.comparison.size()));
    gate.of_change = bound.ends_with('%');
    if (gate.of_change) bound = trimmed_text(std::string_view(bound).substr(0, bound.size() - 1));
    const auto number = parse_decimal(bound);
    if (!number || gate.figure.empty()) break;
    gate.bound = *number;
    return gate;
  }
  throw UsageError(
      fmt::format("--gate '{}' is no gate; write 'lens1.total_revenue >= -30%' for a change in percent, or "
                  "'lens1.total_customers >= 1000' for a value, with one of >= <= > < ==",
                  text));
}

std::optional<Decimal> decimal_of(const SummaryJson& value) {
  if (value.is_string()) return parse_decimal(value.get_ref<const std::string&>());
  if (value.is_number()) return parse_decimal_cut(value.dump());
  return std::nullopt;
}

namespace {

const SummaryJson* value_at(const SummaryJson& summary, const std::string& figure) {
  const SummaryJson* at = &summary;
  for (std::size_t begin = 0; begin <= figure.size();) {
    const std::size_t end = std::min(figure.find('.', begin), figure.size());
    const auto found = at->is_object() ? at->find(figure.substr(begin, end - begin)) : at->end();
    if (found == at->end()) return nullptr;
    at = &*found;
    begin = end + 1;
  }
  return at;
}

}  // namespace

std::optional<Decimal> figure_at(const SummaryJson& summary, const std::string& figure) {
  const SummaryJson* value = value_at(summary, figure);
  return value == nullptr ? std::nullopt : decimal_of(*value);
}

std::string change_text(const Decimal& earlier, const Decimal& later) {
  const auto both = aligned(later, earlier);
  return both ? decimal_text(both->a - both->b, both->scale) : "";
}

std::optional<std::string> change_pct_text(const Decimal& earlier, const Decimal& later) {
  const auto both = aligned(later, earlier);
  if (!both || both->b == 0) return std::nullopt;
  return decimal_text(percent(both->a - both->b, both->b < 0 ? -both->b : both->b));
}

GateOutcome judge_gate(const Gate& gate, const SummaryJson& earlier, const SummaryJson& later) {
  const SummaryJson* value = value_at(later, gate.figure);
  const SummaryJson* former = value_at(earlier, gate.figure);
  if ((value == nullptr && former == nullptr) || (value != nullptr && value->is_structured()))
    throw UsageError(
        fmt::format("--gate '{}': the later result has no figure {} in summary.json; "
                    "docs/results.md lists them",
                    gate.text, gate.figure));
  if (value == nullptr) return {gate.text, false, fmt::format("{} is not known of the later result", gate.figure)};
  const auto now = decimal_of(*value);
  const auto before = figure_at(earlier, gate.figure);
  if (!now) return {gate.text, false, fmt::format("{} is no number", gate.figure)};
  if (!gate.of_change) {
    const auto both = aligned(*now, gate.bound);
    return {gate.text, both && compares(both->a, gate.comparison, both->b),
            fmt::format("{} is {}", gate.figure, text_of(*now))};
  }
  if (!before) return {gate.text, false, fmt::format("{} is not known of the earlier result", gate.figure)};
  const std::string change = change_pct_text(*before, *now).value_or(text_of(*now) == "0" ? "0.00" : "from 0");
  return {gate.text, change_compares(*before, *now, gate).value_or(false),
          fmt::format("{} went from {} to {}: {}{}", gate.figure, text_of(*before), text_of(*now), change,
                      change == "from 0" ? "" : " %")};
}

namespace {

/// The text under a key; empty where there is none.
std::string text_under(const SummaryJson& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

void name_parts(SummaryJson& summary) {
  const auto by = summary.find("by");
  if (by == summary.end() || !by->is_object() || !by->contains("parts")) return;
  SummaryJson named = SummaryJson::object();
  for (SummaryJson part : (*by)["parts"]) {
    if (!part.is_object()) continue;
    const std::string value = text_under(part, "value");
    const std::string name = text_under(part, "kind") == "value" ? value : "(" + value + ")";
    part.erase("value");
    part.erase("kind");
    named[name] = std::move(part);
  }
  SummaryJson by_name = SummaryJson::object();
  by_name[text_under(*by, "name")] = std::move(named);
  *by = std::move(by_name);
}

std::vector<FigureChange> figure_changes(const SummaryJson& earlier, const SummaryJson& later) {
  std::vector<FigureChange> changes;
  for (const char* part : kComparedParts)
    if (earlier.contains(part) && later.contains(part)) collect(earlier[part], later[part], part, changes);
  return changes;
}

}  // namespace spendlens::report
