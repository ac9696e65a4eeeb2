#include "synth/retail_parameters.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "spendlens/core/decimal.hpp"
#include "spendlens/core/edit_distance.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::synth {

namespace {

constexpr int kMaxMonthsBefore = 1200;

using P = RetailParameters;
constexpr RetailParameter kParameters[] = {
    {"existing_share", &P::existing_share, 0, 1, "a share of customers"},
    {"orders_per_month", &P::orders_per_month, 0.01, 100, "orders a customer and month"},
    {"rate_shape", &P::rate_shape, 0.1, 100, "shape of a gamma distribution"},
    {"monthly_churn", &P::monthly_churn, 0, 0.95, "a chance"},
    {"churn_shape", &P::churn_shape, 0, 100, "0, or shape of a gamma distribution"},
    {"cohort_quality", &P::cohort_quality, 0.05, 20, "rate of orders over that of a year before"},
    {"weekend_factor", &P::weekend_factor, 0, 10, "weekend over weekday"},
    {"seasonal_amplitude", &P::seasonal_amplitude, 0, 0.99, "a share of the mean"},
    {"seasonal_peak_month", &P::seasonal_peak_month, 1, 12, "month of the year"},
    {"promotion_month", &P::promotion_month, 0, kMaxMonthsBefore, ""},
    {"promotion_uplift", &P::promotion_uplift, 0, 20, "orders added, as a share"},
    {"recall_month", &P::recall_month, 0, kMaxMonthsBefore, ""},
    {"recall_drop", &P::recall_drop, 0, 1, "orders lost, as a share"},
    {"recall_churn", &P::recall_churn, 0, 0.95, "a chance"},
    {"launch", &P::launch, 0, kMaxMonthsBefore, ""},
    {"launch_ramp_days", &P::launch_ramp_days, 0, 3660, "days"},
    {"products_per_order", &P::products_per_order, 1, 20, "lines an order"},
    {"quantity_mean", &P::quantity_mean, 1, 20, "pieces a line"},
    {"price_mean", &P::price_mean, 0.01, 10'000, "major units a piece"},
    {"price_spread", &P::price_spread, 0, 2, "standard deviation of the logarithm"},
    {"margin_share", &P::margin_share, -0.5, 0.95, "a share of the price"},
    {"margin_spread", &P::margin_spread, 0, 0.5, "standard deviation of the share"},
    {"return_share", &P::return_share, 0, 0.5, "a share of orders"},
};

bool is_month(const RetailParameter& parameter) { return std::holds_alternative<CalendarPoint P::*>(parameter.member); }
bool is_launch(const RetailParameter& parameter) {
  return std::holds_alternative<std::optional<CalendarPoint> P::*>(parameter.member);
}

/// What a value must be, for messages.
std::string rule_of(const RetailParameter& parameter) {
  if (is_month(parameter))
    return fmt::format("a month, YYYY-MM or 0 to {} months before the one of as-of", kMaxMonthsBefore);
  if (is_launch(parameter))
    return fmt::format("none, YYYY-MM-DD, YYYY-MM or 0 to {} months before the one of as-of", kMaxMonthsBefore);
  const bool whole = std::holds_alternative<int P::*>(parameter.member);
  return fmt::format("{} within {} to {} ({})", whole ? "a whole number" : "a number", parameter.lowest,
                     parameter.highest, parameter.unit);
}

std::optional<double> parse_number(std::string_view text) {
  if (!parse_decimal(text)) return std::nullopt;
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<CalendarPoint> parse_point(const std::string& text, bool days_too) {
  if (text.find('-') != std::string::npos) {
    const std::optional<Day> day = text.size() == 7 ? parse_date(text + "-01")
                                   : days_too       ? parse_date(text)
                                                    : std::nullopt;
    if (!day) return std::nullopt;
    return CalendarPoint{0, day};
  }
  int months = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), months);
  if (error != std::errc() || end != text.data() + text.size() || months > kMaxMonthsBefore) return std::nullopt;
  return CalendarPoint{months, std::nullopt};
}

std::string point_text(const CalendarPoint& point) {
  if (!point.day) return std::to_string(point.months_before);
  const std::string date = date_text(*point.day);
  return civil_from_day(*point.day).day == 1 ? date.substr(0, 7) : date;
}

bool in_range(const CalendarPoint& point) {
  if (point.day) return *point.day >= 0 && *point.day < kTimestampLimit / kSecondsPerDay;
  return point.months_before >= 0 && point.months_before <= kMaxMonthsBefore;
}

bool in_range(const RetailParameter& parameter, const RetailParameters& of) {
  const auto within = [&](auto member) {
    const auto& value = of.*member;
    using Value = std::decay_t<decltype(value)>;
    if constexpr (std::is_same_v<Value, CalendarPoint>)
      return in_range(value) && (!value.day || civil_from_day(*value.day).day == 1);
    else if constexpr (std::is_same_v<Value, std::optional<CalendarPoint>>)
      return !value || in_range(*value);
    else
      return value >= parameter.lowest && value <= parameter.highest;  // false for a NaN
  };
  return std::visit(within, parameter.member);
}

std::string value_text(const RetailParameter& parameter, const RetailParameters& of) {
  const auto text = [&](auto member) -> std::string {
    const auto& value = of.*member;
    using Value = std::decay_t<decltype(value)>;
    if constexpr (std::is_same_v<Value, CalendarPoint>)
      return point_text(value);
    else if constexpr (std::is_same_v<Value, std::optional<CalendarPoint>>)
      return value ? point_text(*value) : "none";
    else
      return fmt::format("{}", value);
  };
  return std::visit(text, parameter.member);
}

[[noreturn]] void refuse_key(const std::string& key) {
  const std::string_view sought = std::string_view(key).substr(0, 64);
  const auto* nearest = std::min_element(
      std::begin(kParameters), std::end(kParameters),
      [&](const auto& a, const auto& b) { return edit_distance(sought, a.name) < edit_distance(sought, b.name); });
  std::string known;
  for (const RetailParameter& each : kParameters) {
    const std::string range = is_month(each)    ? "YYYY-MM or months before"
                              : is_launch(each) ? "none, date or months before"
                                                : fmt::format("{} to {}", each.lowest, each.highest);
    known += fmt::format("{}{} ({})", known.empty() ? "" : ", ", each.name, range);
  }
  throw UsageError(
      fmt::format("there is no parameter {}; the nearest is {}; known: {}", quoted(key), nearest->name, known));
}

}  // namespace

std::span<const RetailParameter> retail_parameters() { return kParameters; }

Day first_day_of(const CalendarPoint& point, Day as_of) {
  if (point.day) return *point.day;
  const CivilDate date = civil_from_day(as_of);
  const int months = date.year * 12 + static_cast<int>(date.month) - 1 - point.months_before;
  // Before year 0 a month would be below 1; no ledger reaches back to there.
  return day_from_civil(months / 12, static_cast<unsigned>(months % 12 + 1), 1).value();
}

void set_parameter(RetailParameters& parameters, const std::string& key, const std::string& value) {
  const auto* parameter =
      std::find_if(std::begin(kParameters), std::end(kParameters), [&](const auto& each) { return key == each.name; });
  if (parameter == std::end(kParameters)) refuse_key(key);
  RetailParameters changed = parameters;
  const auto set = [&](auto member) {
    auto& target = changed.*member;
    using Value = std::decay_t<decltype(target)>;
    if constexpr (std::is_same_v<Value, CalendarPoint> || std::is_same_v<Value, std::optional<CalendarPoint>>) {
      const bool launch = std::is_same_v<Value, std::optional<CalendarPoint>>;
      const std::optional<CalendarPoint> point = parse_point(value, launch);
      if (point) target = *point;
      if constexpr (std::is_same_v<Value, std::optional<CalendarPoint>>)
        if (value == "none") return target.reset(), true;
      return point.has_value();
    } else {
      const std::optional<double> number = parse_number(value);
      if (!number || *number < parameter->lowest || *number > parameter->highest) return false;
      target = static_cast<Value>(*number);
      return static_cast<double>(target) == *number;  // a whole number has no decimals
    }
  };
  if (!std::visit(set, parameter->member) || !in_range(*parameter, changed))
    throw UsageError(fmt::format("{} must be {}, not {}", key, rule_of(*parameter), quoted(value)));
  parameters = changed;
}

void validate(const RetailParameters& parameters) {
  for (const RetailParameter& each : kParameters)
    if (!in_range(each, parameters))
      throw UsageError(fmt::format("{} must be {}, not {}", each.name, rule_of(each), value_text(each, parameters)));
}

std::string scenario_yaml(const RetailParameters& parameters) {
  std::string text;
  for (const RetailParameter& each : kParameters)
    text += fmt::format("{}: {}\n", each.name, value_text(each, parameters));
  return text;
}

}  // namespace spendlens::synth
