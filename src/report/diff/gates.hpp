#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/core/decimal.hpp"
#include "spendlens/report/diff.hpp"

namespace spendlens::report {

using SummaryJson = nlohmann::ordered_json;

/// What must hold of a figure of summary.json: "lens1.total_customers >= 1000" of the later night's value,
/// "lens1.total_revenue >= -30%" of its change in percent of the earlier night's.
struct Gate {
  std::string text;
  std::string figure;
  std::string comparison;  ///< >=, <=, >, <, ==
  Decimal bound;
  bool of_change = false;
};

/// Throws UsageError that shows the form where the text is no gate.
[[nodiscard]] Gate parse_gate(const std::string& text);

/// A figure as an exact decimal: a number, or a text of one. Nothing where there is no such key, or no number there.
[[nodiscard]] std::optional<Decimal> figure_at(const SummaryJson& summary, const std::string& figure);
[[nodiscard]] std::optional<Decimal> decimal_of(const SummaryJson& value);

/// later - earlier, and the same in percent of |earlier| to 2 decimals: nothing where earlier is 0.
[[nodiscard]] std::string change_text(const Decimal& earlier, const Decimal& later);
[[nodiscard]] std::optional<std::string> change_pct_text(const Decimal& earlier, const Decimal& later);

/// Throws UsageError where the later summary lacks the figure. A figure that is null, or that the earlier summary
/// lacks where a change is asked for, does not hold. From 0 to 0 is no change; a rise from 0 is above every percentage.
[[nodiscard]] GateOutcome judge_gate(const Gate& gate, const SummaryJson& earlier, const SummaryJson& later);

/// `by` as an object of its name, and of the figures of each part of the base by its value, so that figures are found by
/// a path: by.region.north.lens1.total_revenue. `other` and `no value` stand in parentheses, as no value does by itself.
void name_parts(SummaryJson& summary);

/// All figures of the main parts that both have, in the order of the later one; of parts of the base too, where both
/// have them by the same name (after name_parts()).
[[nodiscard]] std::vector<FigureChange> figure_changes(const SummaryJson& earlier, const SummaryJson& later);

}  // namespace spendlens::report
