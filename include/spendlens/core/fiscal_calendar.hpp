#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/core/calendar.hpp"

namespace spendlens {

/// The month with which years and quarters begin, 1 to 12. With 4 the year 2025 is [2025-04-01, 2026-04-01) and 2025-Q1
/// its first three months; months and weeks are as ever.
using FiscalYearStart = unsigned;
inline constexpr FiscalYearStart kCalendarYear = 1;

/// The year and the month within it, 1 to 12, that hold a day. With 4, 2025-03-31 is in month 12 of 2024.
struct FiscalMonth {
  int year = 1970;
  unsigned month = 1;
};
[[nodiscard]] FiscalMonth fiscal_month(Day day, FiscalYearStart start);

/// The calendar month, or the fiscal quarter or year, that holds `day`.
[[nodiscard]] Period fiscal_period(Day day, Granularity granularity, FiscalYearStart start);

/// "2025-07", "2025-Q1" or "2025": the month, or the fiscal quarter or year, that holds `day`.
[[nodiscard]] std::string fiscal_unit_name(Day day, Granularity granularity, FiscalYearStart start);

/// The ISO week, Monday to Sunday, that holds `day`.
[[nodiscard]] Period week_of(Day day);

/// Reads what parse_period() reads, with years and quarters that begin as `start` says: `2025`, `2025-Q3`, `2025-07`,
/// `2025-W27` (ISO week), `2025-07-01..2025-10-01`, `90d` (that end with `reference`) or `all`. Throws UsageError that
/// says what is wrong.
[[nodiscard]] Period parse_period(std::string_view text, Day first_day, Day reference, FiscalYearStart start);

/// `2025-W27` or `90d`; nothing where the text is of another form. Throws UsageError where the year has no such week,
/// or the days are none or too many.
[[nodiscard]] std::optional<Period> parse_weeks_or_days(std::string_view text, Day reference);

/// What a period is compared with where nothing else is asked for, `text` being what it was read from: of a whole
/// month, or fiscal quarter or year, the one before it; of every other, `90d` too, as many days right before it.
[[nodiscard]] Period compared_with(std::string_view text, Period period, FiscalYearStart start);

/// The weeks, months, quarters or years that hold the days of accepted timestamps, numbered in order from that of
/// 1970-01-01. Immutable.
class UnitCalendar {
 public:
  explicit UnitCalendar(Granularity granularity, FiscalYearStart start = kCalendarYear);
  [[nodiscard]] static UnitCalendar weeks();

  [[nodiscard]] std::size_t size() const { return periods_.size(); }
  /// Precondition: timestamp < kTimestampLimit.
  [[nodiscard]] std::size_t unit_of(Timestamp timestamp) const {
    return unit_of_day_[static_cast<std::size_t>(day_of(timestamp))];
  }
  [[nodiscard]] Period period(std::size_t unit) const { return periods_[unit]; }

 private:
  UnitCalendar() = default;
  /// The next unit; it begins where the last one ends.
  void append(Period period);

  std::vector<std::uint16_t> unit_of_day_;
  std::vector<Period> periods_;
};

}  // namespace spendlens
