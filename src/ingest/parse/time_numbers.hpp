#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace spendlens::ingest {

/// Each gives seconds since 1970-01-01 00:00 of the clock that is meant; nothing where there is no such day.
[[nodiscard]] std::optional<std::int64_t> day_seconds(int year, int month, int day);

/// The time of exactly eight digits: year, month and day.
[[nodiscard]] std::optional<std::int64_t> parse_eight_digits(std::string_view text);

/// Day 0 of Excel's serial numbers from March 1900 on: 1899-12-30, in seconds from 1970.
inline constexpr std::int64_t kExcelEpoch = -25'569 * std::int64_t{86'400};

/// The time so many days after the day that begins at `day_0`, with a decimal point or comma, the fraction of a day
/// rounded to seconds.
[[nodiscard]] std::optional<std::int64_t> parse_days(std::string_view text, std::int64_t day_0);

/// The year with these last two digits (or those of a whole year) among the hundred from `first` on.
[[nodiscard]] constexpr int year_in_hundred(int year, int first) { return first + ((year - first) % 100 + 100) % 100; }

/// The same time of the year with the same last two digits among the hundred from `first` on.
[[nodiscard]] std::optional<std::int64_t> in_hundred_years(std::int64_t seconds, int first);

}  // namespace spendlens::ingest
