#pragma once

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <type_traits>

#include "spendlens/audit/explain.hpp"
#include "spendlens/core/calendar.hpp"

namespace spendlens::report {

/// Money as a decimal; null where it is not known.
[[nodiscard]] inline nlohmann::ordered_json money_json(Minor amount) {
  return amount == kNoMoney ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(decimal_text(amount, 2));
}

/// Null where it is not finite.
[[nodiscard]] inline nlohmann::ordered_json number_json(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

/// A value as it stands in a column of the result: null where it is the largest of its type.
template <class T>
[[nodiscard]] nlohmann::ordered_json stored_value_json(T value, std::string_view units) {
  if constexpr (std::is_floating_point_v<T>) return number_json(value);
  if (value == std::numeric_limits<T>::max()) return nullptr;
  if (units == audit::kUnitMinor) return decimal_text(static_cast<Minor>(value), 2);
  if (units == audit::kUnitTimestamp) return timestamp_text(static_cast<Timestamp>(value));
  if (units == audit::kUnitDate) return date_text(static_cast<Day>(value));
  return value;
}

/// A row as date, amount, merchant, category and account; a text that it lacks is null.
[[nodiscard]] nlohmann::ordered_json row_json(const audit::ExplainedRow& row);
[[nodiscard]] nlohmann::ordered_json rows_json(const std::vector<audit::ExplainedRow>& rows);

/// The streams of a customer's payments, with their payments.
[[nodiscard]] nlohmann::ordered_json streams_json(const audit::Explanation& e);

/// Transfers between the customer's own accounts, both rows of each.
[[nodiscard]] nlohmann::ordered_json pairs_json(const audit::Explanation& e);

/// What a registry says of the customer: `entry` is what it holds, persona or segment.
[[nodiscard]] nlohmann::ordered_json judgement_json(const personas::Registry& registry,
                                                    const personas::Judgement& judgement, const std::string& entry);

}  // namespace spendlens::report
