#include "ingest/parse/time_numbers.hpp"

#include <algorithm>
#include <string>

#include "ingest/parse/time_text.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/decimal.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::ingest {

std::optional<std::int64_t> day_seconds(int year, int month, int day) {
  const auto days = day_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  if (!days) return std::nullopt;
  return std::int64_t{*days} * kSecondsPerDay;
}

std::optional<std::int64_t> parse_eight_digits(std::string_view text) {
  const auto year = take_digits(text, 4);
  const auto month = year ? take_digits(text, 2) : std::nullopt;
  const auto day = month ? take_digits(text, 2) : std::nullopt;
  return day && text.empty() ? day_seconds(*year, *month, *day) : std::nullopt;
}

std::optional<std::int64_t> parse_days(std::string_view text, std::int64_t day_0) {
  std::string plain(text);
  std::replace(plain.begin(), plain.end(), ',', '.');
  const auto days = parse_decimal(plain);
  const auto count = days ? to_scale(*days, Decimal::kMaxScale) : std::nullopt;
  constexpr int128 kPerDay = int128{1'000'000'000'000'000'000};
  if (!count || *count < 0 || *count > kPerDay * 1'000'000) return std::nullopt;
  const int128 fraction = *count % kPerDay;
  return static_cast<std::int64_t>(*count / kPerDay) * kSecondsPerDay +
         static_cast<std::int64_t>(divide_rounded(fraction * kSecondsPerDay, kPerDay)) + day_0;
}

std::optional<std::int64_t> in_hundred_years(std::int64_t seconds, int first) {
  const std::int64_t second_of_day = ((seconds % kSecondsPerDay) + kSecondsPerDay) % kSecondsPerDay;
  const CivilDate date = civil_from_day(static_cast<Day>((seconds - second_of_day) / kSecondsPerDay));
  const auto day =
      day_seconds(year_in_hundred(date.year, first), static_cast<int>(date.month), static_cast<int>(date.day));
  return day ? std::optional(*day + second_of_day) : std::nullopt;
}

}  // namespace spendlens::ingest
