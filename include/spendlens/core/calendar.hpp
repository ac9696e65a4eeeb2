#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spendlens {

/// Days since 1970-01-01 of the ledger's own calendar (its local wall clock). May be negative in arithmetic.
using Day = std::int32_t;

/// Seconds since 1970-01-01 00:00 of the ledger's local wall clock, as segments store them.
using Timestamp = std::uint32_t;

inline constexpr std::int64_t kSecondsPerDay = 86'400;

/// Timestamps are accepted from 1970 to the end of 2105: [0, kTimestampLimit).
inline constexpr std::int64_t kTimestampLimit = 4'291'747'200;

/// No timestamp: the largest value of the type.
inline constexpr Timestamp kNoTimestamp = 0xFFFF'FFFF;

[[nodiscard]] constexpr Day day_of(Timestamp timestamp) { return static_cast<Day>(timestamp / kSecondsPerDay); }

/// The day of a civil date, nothing where there is no such date ("2025-02-30").
[[nodiscard]] std::optional<Day> day_from_civil(int year, unsigned month, unsigned day);

struct CivilDate {
  int year = 1970;
  unsigned month = 1;
  unsigned day = 1;
};
[[nodiscard]] CivilDate civil_from_day(Day day);

/// Exactly "YYYY-MM-DD"; nothing where the text is something else.
[[nodiscard]] std::optional<Day> parse_date(std::string_view text);

[[nodiscard]] std::string date_text(Day day);                   ///< "2025-07-01"
[[nodiscard]] std::string timestamp_text(Timestamp timestamp);  ///< "2025-07-01 13:45:00"

/// The days [start, end), half-open.
struct Period {
  Day start = 0;
  Day end = 0;

  [[nodiscard]] constexpr Day days() const { return end - start; }
  friend constexpr bool operator==(Period, Period) = default;
};

/// "2025-07-01..2025-10-01"
[[nodiscard]] std::string period_text(Period period);

/// The window of `days` dates that ends with `reference`, as a half-open period: [reference - days + 1, reference + 1).
[[nodiscard]] constexpr Period window_ending(Day reference, Day days) { return {reference - days + 1, reference + 1}; }

/// Reads `2025`, `2025-Q3`, `2025-07`, `2025-W27`, `2025-07-01..2025-10-01`, `90d` or `all` ([first_day, reference +
/// 1)). Throws UsageError that shows the forms where the text is none of them, or the end is not after the start.
[[nodiscard]] Period parse_period(std::string_view text, Day first_day, Day reference);

/// The period that a comparison takes where none is given: for a whole calendar year, quarter or month the one before
/// it; otherwise as many days as the period has, right before it.
[[nodiscard]] Period period_before(Period period);

/// Calendar units of the data mart.
enum class Granularity : std::uint8_t { kMonth, kQuarter, kYear };

/// The calendar month, quarter or year that holds `day`.
[[nodiscard]] Period calendar_period(Day day, Granularity granularity);

}  // namespace spendlens
