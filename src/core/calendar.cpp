#include "spendlens/core/calendar.hpp"

#include <fmt/core.h>

#include <chrono>

#include "spendlens/core/error.hpp"
#include "spendlens/core/fiscal_calendar.hpp"

namespace spendlens {

namespace {

namespace chr = std::chrono;

/// A number of exactly `digits` digits at the start of `text`, which it consumes.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, std::string_view token) {
  if (!text.starts_with(token)) return false;
  text.remove_prefix(token.size());
  return true;
}

Day first_of_month(int year, unsigned month) {
  const int months = year * 12 + static_cast<int>(month) - 1;
  return *day_from_civil(months / 12, static_cast<unsigned>(months % 12) + 1, 1);
}

Period months_from(int year, unsigned month, unsigned count) {
  return {first_of_month(year, month), first_of_month(year, month + count)};
}

/// A year, quarter or month.
std::optional<Period> parse_calendar_period(std::string_view text) {
  const auto year = take_number(text, 4);
  if (!year || *year == 0) return std::nullopt;
  if (text.empty()) return months_from(*year, 1, 12);
  if (take(text, "-Q")) {
    const auto quarter = take_number(text, 1);
    if (!quarter || !text.empty() || *quarter < 1 || *quarter > 4) return std::nullopt;
    return months_from(*year, static_cast<unsigned>(*quarter) * 3 - 2, 3);
  }
  if (!take(text, "-")) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !text.empty() || *month < 1 || *month > 12) return std::nullopt;
  return months_from(*year, static_cast<unsigned>(*month), 1);
}

}  // namespace

std::optional<Day> day_from_civil(int year, unsigned month, unsigned day) {
  const chr::year_month_day date{chr::year{year}, chr::month{month}, chr::day{day}};
  if (!date.ok()) return std::nullopt;
  return static_cast<Day>(chr::sys_days{date}.time_since_epoch().count());
}

CivilDate civil_from_day(Day day) {
  const chr::year_month_day date{chr::sys_days{chr::days{day}}};
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())};
}

std::optional<Day> parse_date(std::string_view text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || !text.empty()) return std::nullopt;
  return day_from_civil(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

std::string date_text(Day day) {
  const CivilDate date = civil_from_day(day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string timestamp_text(Timestamp timestamp) {
  const auto second = static_cast<unsigned>(timestamp % kSecondsPerDay);
  return fmt::format("{} {:02}:{:02}:{:02}", date_text(day_of(timestamp)), second / 3600, second / 60 % 60,
                     second % 60);
}

std::string period_text(Period period) { return date_text(period.start) + ".." + date_text(period.end); }

Period parse_period(std::string_view text, Day first_day, Day reference) {
  if (text == "all") return {first_day, reference + 1};
  if (const auto calendar = parse_calendar_period(text)) return *calendar;
  if (const auto other = parse_weeks_or_days(text, reference)) return *other;
  if (const auto dots = text.find(".."); dots != std::string_view::npos) {
    const auto start = parse_date(text.substr(0, dots));
    const auto end = parse_date(text.substr(dots + 2));
    if (start && end && *start < *end) return {*start, *end};
    if (start && end)
      throw UsageError(fmt::format("period '{}': the end must be after the start (it is exclusive)", text));
  }
  throw UsageError(fmt::format(
      "period '{}' is none of 2025, 2025-Q3, 2025-07, 2025-W27, 2025-07-01..2025-10-01 (end exclusive), 90d, all",
      text));
}

Period period_before(Period period) {
  for (const Granularity unit : {Granularity::kMonth, Granularity::kQuarter, Granularity::kYear}) {
    if (calendar_period(period.start, unit) == period) return calendar_period(period.start - 1, unit);
  }
  return {period.start - period.days(), period.start};
}

Period calendar_period(Day day, Granularity granularity) {
  const CivilDate date = civil_from_day(day);
  switch (granularity) {
    case Granularity::kMonth:
      return months_from(date.year, date.month, 1);
    case Granularity::kQuarter:
      return months_from(date.year, (date.month - 1) / 3 * 3 + 1, 3);
    case Granularity::kYear:
      break;
  }
  return months_from(date.year, 1, 12);
}

}  // namespace spendlens
