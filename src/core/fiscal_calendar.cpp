#include "spendlens/core/fiscal_calendar.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "spendlens/core/error.hpp"

namespace spendlens {

namespace {

constexpr Day kDaysAWeek = 7;
constexpr Day kEpochWeekday = 3;  ///< 1970-01-01 was a Thursday, three days after Monday
constexpr Day kLastDay = static_cast<Day>(kTimestampLimit / kSecondsPerDay);

bool are_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number_of(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// The Monday of the week that holds 4 January, which is week 1.
Day first_week_of(int year) { return week_of(*day_from_civil(year, 1, 4)).start; }

/// "2025-W27"; nothing where the text is of another form.
std::optional<Period> parse_week(std::string_view text) {
  if (text.size() != 8 || text.substr(4, 2) != "-W" || !are_digits(text.substr(0, 4)) || !are_digits(text.substr(6)))
    return std::nullopt;
  const int year = number_of(text.substr(0, 4));
  const int week = number_of(text.substr(6));
  if (year == 0 || year == 9999) return std::nullopt;
  const Day start = first_week_of(year) + (week - 1) * kDaysAWeek;
  const Day weeks = (first_week_of(year + 1) - first_week_of(year)) / kDaysAWeek;
  if (week < 1 || week > weeks)
    throw UsageError(fmt::format("period '{}': {} has the ISO weeks W01 to W{}", text, year, weeks));
  return Period{start, start + kDaysAWeek};
}

/// The days of "90d"; nothing where the text is of another form.
std::optional<Day> parse_days(std::string_view text) {
  if (!text.ends_with('d') || !are_digits(text.substr(0, text.size() - 1))) return std::nullopt;
  const std::string_view digits = text.substr(0, text.size() - 1);
  const int days = digits.size() > 5 ? kLastDay + 1 : number_of(digits);
  if (days < 1 || days > kLastDay)
    throw UsageError(fmt::format("period '{}': days are 1 to {}, as in 90d, and end with as-of", text, kLastDay));
  return days;
}

/// Whether the text is a year or a quarter, which a fiscal year moves.
bool moves(std::string_view text) {
  return (text.size() == 4 && are_digits(text)) || (text.size() == 7 && text.substr(4, 2) == "-Q");
}

Day months_later(Day day, unsigned months) {
  const CivilDate date = civil_from_day(day);
  const unsigned month = date.month - 1 + months;
  return *day_from_civil(date.year + static_cast<int>(month / 12), month % 12 + 1, 1);
}

}  // namespace

FiscalMonth fiscal_month(Day day, FiscalYearStart start) {
  const CivilDate date = civil_from_day(day);
  if (date.month >= start) return {date.year, date.month - start + 1};
  return {date.year - 1, date.month + 12 - start + 1};
}

Period fiscal_period(Day day, Granularity granularity, FiscalYearStart start) {
  const Period month = calendar_period(day, Granularity::kMonth);
  if (granularity == Granularity::kMonth) return month;
  const unsigned length = granularity == Granularity::kQuarter ? 3 : 12;
  const FiscalMonth at = fiscal_month(day, start);
  const unsigned before = (at.month - 1) % length;
  Day begin = month.start;
  for (unsigned i = 0; i < before; ++i) begin = calendar_period(begin - 1, Granularity::kMonth).start;
  return {begin, months_later(begin, length)};
}

std::string fiscal_unit_name(Day day, Granularity granularity, FiscalYearStart start) {
  const CivilDate date = civil_from_day(day);
  const FiscalMonth at = fiscal_month(day, start);
  switch (granularity) {
    case Granularity::kMonth:
      return fmt::format("{:04}-{:02}", date.year, date.month);
    case Granularity::kQuarter:
      return fmt::format("{:04}-Q{}", at.year, (at.month - 1) / 3 + 1);
    case Granularity::kYear:
      break;
  }
  return fmt::format("{:04}", at.year);
}

Period week_of(Day day) {
  const Day weekday = ((day + kEpochWeekday) % kDaysAWeek + kDaysAWeek) % kDaysAWeek;
  return {day - weekday, day - weekday + kDaysAWeek};
}

Period parse_period(std::string_view text, Day first_day, Day reference, FiscalYearStart start) {
  const Period period = parse_period(text, first_day, reference);
  if (start == kCalendarYear || !moves(text)) return period;
  return {months_later(period.start, start - 1), months_later(period.end, start - 1)};
}

Period compared_with(std::string_view text, Period period, FiscalYearStart start) {
  if (!parse_days(text))
    for (const Granularity unit : {Granularity::kMonth, Granularity::kQuarter, Granularity::kYear})
      if (fiscal_period(period.start, unit, start) == period) return fiscal_period(period.start - 1, unit, start);
  return {period.start - period.days(), period.start};
}

std::optional<Period> parse_weeks_or_days(std::string_view text, Day reference) {
  if (const auto days = parse_days(text)) return window_ending(reference, *days);
  return parse_week(text);
}

UnitCalendar::UnitCalendar(Granularity granularity, FiscalYearStart start) {
  while (periods_.empty() || periods_.back().end < kLastDay)
    append(fiscal_period(periods_.empty() ? 0 : periods_.back().end, granularity, start));
}

UnitCalendar UnitCalendar::weeks() {
  UnitCalendar calendar;
  while (calendar.periods_.empty() || calendar.periods_.back().end < kLastDay)
    calendar.append(week_of(calendar.periods_.empty() ? 0 : calendar.periods_.back().end));
  return calendar;
}

void UnitCalendar::append(Period period) {
  periods_.push_back(period);
  unit_of_day_.resize(static_cast<std::size_t>(std::min(period.end, kLastDay)),
                      static_cast<std::uint16_t>(periods_.size() - 1));
}

}  // namespace spendlens
