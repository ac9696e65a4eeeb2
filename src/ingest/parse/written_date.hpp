#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "spendlens/ingest/date_order.hpp"

namespace spendlens::ingest {

/// What is stated of dates that do not say it themselves.
struct DateForms {
  /// The order of numbers, where no year of four digits comes first; nothing: such dates are none
  std::optional<DateOrder> order;
  /// Years of two digits are those of the hundred years from this one; nothing: they are none
  std::optional<int> two_digit_years_from;
};

/// A date with or without a clock, and where it stands to UTC, if that is said.
struct WrittenTime {
  std::int64_t seconds = 0;            ///< since 1970-01-01 00:00 of its own clock
  std::optional<std::int64_t> offset;  ///< seconds east of UTC
};

/// Reads a timestamp as people write it: year, month and day in the stated order with one of / . - or blanks between,
/// padded or not; eight digits; or with an English name of the month (Jan 5, 2025; 5-Jan-2025; 05JAN2025); perhaps
/// behind a day of the week; then perhaps a clock (time_text.hpp) and an offset. Nothing where the text is something
/// else, or there is no such date.
[[nodiscard]] std::optional<WrittenTime> read_written_time(std::string_view text, const DateForms& forms);

/// A date of which year, month (a number or an English name) and day stand apart, in seconds since 1970-01-01 00:00 of
/// its own clock; what pandas makes of whole numbers (2024.0) is one. Nothing where there is no such date.
[[nodiscard]] std::optional<std::int64_t> read_date_parts(std::string_view year, std::string_view month,
                                                          std::string_view day,
                                                          std::optional<int> two_digit_years_from);

}  // namespace spendlens::ingest
