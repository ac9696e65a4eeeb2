#include "ingest/timestamp_parser.hpp"

#include <absl/time/civil_time.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "ingest/timestamp_format.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::ingest {

namespace {

/// Instants whose wall clock may be a ledger's, and some more.
constexpr std::int64_t kEarliest = -7 * kSecondsPerDay;
constexpr std::int64_t kLatest = kTimestampLimit + 7 * kSecondsPerDay;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<int> take(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool skip(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// hh:mm, hh:mm:ss or hh:mm:ss.fraction as seconds of the day.
std::optional<std::int64_t> take_clock(std::string_view& text) {
  const auto hour = take(text, 2);
  if (!hour || !skip(text, ':')) return std::nullopt;
  const auto minute = take(text, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  int second = 0;
  if (skip(text, ':')) {
    const auto seconds = take(text, 2);
    if (!seconds || *seconds > 59) return std::nullopt;
    second = *seconds;
    if (skip(text, '.') || skip(text, ',')) {
      if (text.empty() || !is_digit(text.front())) return std::nullopt;
      while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
    }
  }
  return *hour * 3600 + *minute * 60 + second;
}

/// Z, +hh, +hhmm or +hh:mm as seconds east of UTC.
std::optional<std::int64_t> take_offset(std::string_view& text) {
  if (skip(text, 'Z') || skip(text, 'z')) return 0;
  const int sign = text.front() == '-' ? -1 : 1;
  if (!skip(text, '+') && !skip(text, '-')) return std::nullopt;
  const auto hours = take(text, 2);
  if (!hours || *hours > 18) return std::nullopt;
  int minutes = 0;
  if (!text.empty()) {
    skip(text, ':');
    const auto read = take(text, 2);
    if (!read || *read > 59) return std::nullopt;
    minutes = *read;
  }
  return sign * (*hours * 3600 + minutes * 60);
}

std::optional<std::int64_t> day_seconds(int year, int month, int day) {
  const auto days = day_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  if (!days) return std::nullopt;
  return std::int64_t{*days} * kSecondsPerDay;
}

/// Whether the text says a second 60, which absl reads as the next minute: with 59 in its place it is a second earlier.
bool has_second_60(const std::string& format, std::string text, absl::Time time) {
  for (std::size_t at = text.find("60"); at != std::string::npos; at = text.find("60", at + 1)) {
    absl::Time earlier;
    std::string error;
    std::string with_59 = text;
    with_59.replace(at, 2, "59");
    if (absl::ParseTime(format, with_59, absl::UTCTimeZone(), &earlier, &error) &&
        absl::ToUnixSeconds(time) - absl::ToUnixSeconds(earlier) == 1)
      return true;
  }
  return false;
}

}  // namespace

TimestampParser::TimestampParser(const std::string& format, const std::string& zone_name) : format_(format) {
  const bool named = format == "auto" || format == "iso" || format == "yyyymmdd" || format == "epoch";
  if (!named && format.find('%') == std::string::npos)
    throw UsageError("--timestamp-format '" + format + "' is none of auto, iso, yyyymmdd, epoch, or a format such as %d/%m/%Y");
  given_format_ = !named;
  if (given_format_) {
    const TimestampFormat read = read_timestamp_format(format);
    format_ = read.text;
    instant_format_ = read.is_instant;
    epoch_format_ = read.is_epoch;
  }
  reads_iso_ = format == "auto" || format == "iso";
  if (!absl::LoadTimeZone(zone_name, &zone_))
    throw UsageError("time zone '" + zone_name + "' is not known; give an IANA name such as Europe/Berlin");
  utc_ = zone_name == "UTC";
}

TimestampParser::Stretch TimestampParser::stretch_around(std::int64_t instant) const {
  const absl::CivilSecond epoch(1970, 1, 1);
  const absl::Time time = absl::FromUnixSeconds(instant);
  const std::int64_t ahead = absl::ToCivilSecond(time, zone_) - epoch;
  Stretch stretch{kEarliest, kLatest + 1, ahead - instant};
  absl::TimeZone::CivilTransition change;
  if (zone_.NextTransition(time, &change)) stretch.end = change.from - epoch - stretch.ahead;
  // The last one at or before the instant.
  if (zone_.PrevTransition(time + absl::Seconds(1), &change)) stretch.begin = change.to - epoch - stretch.ahead;
  return stretch;
}

std::int64_t TimestampParser::wall_clock_of(std::int64_t instant) const {
  if (utc_) return instant;
  // Where no row may lie anyway a zone need not tell all of its changes.
  if (instant < kEarliest || instant > kLatest) return absl::ToCivilSecond(absl::FromUnixSeconds(instant), zone_) - absl::CivilSecond(1970, 1, 1);
  if (instant < stretch_.begin || instant >= stretch_.end) stretch_ = stretch_around(instant);
  return instant + stretch_.ahead;
}

std::optional<std::int64_t> TimestampParser::parse_iso(std::string_view text) const {
  const auto year = take(text, 4);
  if (!year || !skip(text, '-')) return std::nullopt;
  const auto month = take(text, 2);
  if (!month || !skip(text, '-')) return std::nullopt;
  const auto day = take(text, 2);
  if (!day) return std::nullopt;
  const auto date = day_seconds(*year, *month, *day);
  if (!date || text.empty()) return date;
  if (!skip(text, 'T') && !skip(text, 't') && !skip(text, ' ')) return std::nullopt;
  const auto clock = take_clock(text);
  if (!clock) return std::nullopt;
  if (text.empty()) return *date + *clock;
  skip(text, ' ');
  const auto offset = text.empty() ? std::nullopt : take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return wall_clock_of(*date + *clock - *offset);
}

std::optional<std::int64_t> TimestampParser::parse_digits(std::string_view text) const {
  if (text.size() == 8 && text.front() != '-' && format_ != "epoch") {
    std::string_view rest = text;
    const auto year = take(rest, 4);
    const auto month = take(rest, 2);
    const auto day = take(rest, 2);
    return year && month && day ? day_seconds(*year, *month, *day) : std::nullopt;
  }
  if (format_ == "yyyymmdd") return std::nullopt;
  std::int64_t instant = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), instant);
  // Beyond 12 digits no zone has rules, and no ledger a place.
  if (error != std::errc() || end != text.data() + text.size() || text.size() > 12) return std::nullopt;
  return wall_clock_of(instant);
}

std::optional<std::int64_t> TimestampParser::parse_given(std::string_view text) const {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(format_, std::string(text), absl::UTCTimeZone(), &time, &error)) return std::nullopt;
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) return std::nullopt;
  if (!epoch_format_ && has_second_60(format_, std::string(text), time)) return std::nullopt;
  const std::int64_t seconds = absl::ToUnixSeconds(time);
  return instant_format_ ? wall_clock_of(seconds) : seconds;
}

std::optional<std::int64_t> TimestampParser::parse_common(std::string_view text) const {
  constexpr std::size_t kDate = 10;
  constexpr std::size_t kClock = 9;
  const bool instant = text.size() == kDate + kClock + 1 && text.back() == 'Z';
  if (text.size() != kDate && text.size() != kDate + kClock && !instant) return std::nullopt;
  if (std::memcmp(text.data(), last_date_.data(), kDate) != 0) {
    const auto seconds = text[4] == '-' ? parse_iso(text.substr(0, kDate)) : std::nullopt;
    if (!seconds) return std::nullopt;
    std::memcpy(last_date_.data(), text.data(), kDate);
    last_date_seconds_ = *seconds;
  }
  if (text.size() == kDate) return last_date_seconds_;
  const char* clock = text.data() + kDate;
  if ((*clock != 'T' && *clock != ' ') || clock[3] != ':' || clock[6] != ':') return std::nullopt;
  const auto digit = [clock](std::size_t place) { return static_cast<unsigned>(static_cast<unsigned char>(clock[place])) - '0'; };
  unsigned beyond = 0;
  for (const std::size_t place : {1U, 2U, 4U, 5U, 7U, 8U}) beyond |= static_cast<unsigned>(digit(place) > 9);
  const unsigned hour = digit(1) * 10 + digit(2);
  const unsigned minute = digit(4) * 10 + digit(5);
  const unsigned second = digit(7) * 10 + digit(8);
  if (beyond != 0 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::int64_t seconds = last_date_seconds_ + hour * 3600 + minute * 60 + second;
  return instant ? wall_clock_of(seconds) : seconds;
}

std::optional<std::int64_t> TimestampParser::parse(std::string_view text) const {
  if (reads_iso_)
    if (const auto seconds = parse_common(text)) return seconds;
  return parse_any(text);
}

std::optional<std::int64_t> TimestampParser::parse_any(std::string_view text) const {
  if (given_format_) return parse_given(text);
  const bool negative = text.size() > 1 && text.front() == '-';
  const std::string_view digits = negative ? text.substr(1) : text;
  const bool all_digits = !digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit);
  if (format_ == "iso") return parse_iso(text);
  if (format_ == "epoch" || format_ == "yyyymmdd") return all_digits && !(negative && format_ != "epoch") ? parse_digits(text) : std::nullopt;
  return all_digits ? parse_digits(text) : parse_iso(text);
}

}  // namespace spendlens::ingest
