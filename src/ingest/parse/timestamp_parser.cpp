#include "ingest/parse/timestamp_parser.hpp"

#include <absl/time/civil_time.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "ingest/parse/time_numbers.hpp"
#include "ingest/parse/time_text.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

/// Instants whose wall clock may be a ledger's, and some more.
constexpr std::int64_t kEarliest = -7 * kSecondsPerDay;
constexpr std::int64_t kLatest = kTimestampLimit + 7 * kSecondsPerDay;

/// Whether the text says a second 60, which absl reads as the next minute: with 59 in its place it is a second earlier.
bool has_second_60(const std::string& format, const std::string& text, absl::Time time) {
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

/// Names of formats that count from the epoch, in parts of a second.
constexpr std::array<std::pair<const char*, std::int64_t>, 4> kEpochs = {
    {{"epoch", 1}, {"epoch-ms", 1'000}, {"epoch-us", 1'000'000}, {"epoch-ns", 1'000'000'000}}};

/// How many digits a bare number needs to count such parts: from 1973 to 2286, or from 2001.
constexpr std::array<std::pair<std::size_t, std::int64_t>, 5> kBareNumbers = {
    {{9, 1}, {10, 1}, {13, 1'000}, {16, 1'000'000}, {19, 1'000'000'000}}};

constexpr std::int64_t kFarAway = 1'000'000'000'000;

/// Of days:DATE.
std::int64_t first_day_of(const std::string& format) {
  const auto day = parse_date(format.substr(format.find(':') + 1));
  if (!day)
    throw UsageError("--timestamp-format '" + readable(format) + "' is not of the form days:2000-01-01, the day 0");
  return std::int64_t{*day} * kSecondsPerDay;
}

}  // namespace

TimestampParser::Form TimestampParser::form_of(const std::string& format) {
  if (format == "auto") return {};
  if (format == "iso") return {Kind::kIso, 1, {}};
  if (format == "yyyymmdd") return {Kind::kEightDigits, 1, {}};
  if (format == "excel") return {Kind::kDays, kExcelEpoch, {}};
  if (format.starts_with("days:")) return {Kind::kDays, first_day_of(format), {}};
  for (const auto& [name, per_second] : kEpochs)
    if (format == name) return {Kind::kEpoch, per_second, {}};
  if (format.find('%') == std::string::npos)
    throw UsageError(
        "--timestamp-format '" + readable(format) +
        "' is none of auto, iso, yyyymmdd, epoch, epoch-ms, epoch-us, epoch-ns, excel, days:DATE, or a format such as %d/%m/%Y");
  return {Kind::kGiven, 1, read_timestamp_format(format)};
}

void TimestampParser::require_use_of(const DateForms& dates) const {
  const auto is_auto = [](const Form& form) { return form.kind == Kind::kAuto; };
  const auto has_short_year = [](const Form& form) { return form.given.has_two_digit_year; };
  const bool any_auto = std::any_of(forms_.begin(), forms_.end(), is_auto);
  if (dates.order && !any_auto)
    throw UsageError(
        "--date-order is for --timestamp-format auto; the formats that are given say the order themselves");
  if (!dates.two_digit_years_from) return;
  if (*dates.two_digit_years_from < 1900 || *dates.two_digit_years_from > 2099)
    throw UsageError(
        "--two-digit-years must be the first of the hundred years, from 1900 to 2099, as 1970 for 1970 to 2069");
  if (!any_auto && std::none_of(forms_.begin(), forms_.end(), has_short_year))
    throw UsageError("--two-digit-years is for --timestamp-format auto and formats with %y; none is given");
}

TimestampParser::TimestampParser(const TimestampForms& forms, const std::string& zone_name) : dates_(forms.dates) {
  if (forms.formats.empty() || forms.formats.size() > kMaxFormats)
    throw UsageError("--timestamp-format can be given 1 to 16 times");
  for (const std::string& format : forms.formats) forms_.push_back(form_of(format));
  require_use_of(dates_);
  reads_iso_ = forms_.size() == 1 && (forms_.front().kind == Kind::kAuto || forms_.front().kind == Kind::kIso);
  if (!absl::LoadTimeZone(zone_name, &zone_))
    throw UsageError("time zone '" + zone_name + "' is not known; give an IANA name such as Europe/Berlin");
  utc_ = zone_name == "UTC";
}

TimestampParser::OffsetInterval TimestampParser::interval_around(std::int64_t instant) const {
  const absl::CivilSecond epoch(1970, 1, 1);
  const absl::Time time = absl::FromUnixSeconds(instant);
  const std::int64_t ahead = absl::ToCivilSecond(time, zone_) - epoch;
  OffsetInterval interval{kEarliest, kLatest + 1, ahead - instant};
  absl::TimeZone::CivilTransition change;
  if (zone_.NextTransition(time, &change)) interval.end = change.from - epoch - interval.ahead;
  // The last one at or before the instant.
  if (zone_.PrevTransition(time + absl::Seconds(1), &change)) interval.begin = change.to - epoch - interval.ahead;
  return interval;
}

std::int64_t TimestampParser::wall_clock_of(std::int64_t instant) const {
  if (utc_) return instant;
  // Where no row may lie anyway a zone need not tell all of its changes.
  if (instant < kEarliest || instant > kLatest)
    return absl::ToCivilSecond(absl::FromUnixSeconds(instant), zone_) - absl::CivilSecond(1970, 1, 1);
  if (instant < interval_.begin || instant >= interval_.end) interval_ = interval_around(instant);
  return instant + interval_.ahead;
}

std::optional<std::int64_t> TimestampParser::parse_iso(std::string_view text) const {
  const auto year = take_digits(text, 4);
  if (!year || !skip(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !skip(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
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

std::optional<std::int64_t> TimestampParser::parse_epoch(std::string_view text, std::int64_t per_second) const {
  const std::string_view whole = text.substr(0, text.find('.'));
  const std::string_view fraction = text.substr(whole.size());
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), count);
  if (error != std::errc() || end != whole.data() + whole.size()) return std::nullopt;
  if (!fraction.empty() && (fraction.size() == 1 || !std::all_of(fraction.begin() + 1, fraction.end(), is_digit)))
    return std::nullopt;
  const bool before = whole.starts_with('-') && fraction.find_first_of("123456789") != std::string_view::npos;
  const std::int64_t instant =
      count / per_second - (count % per_second < 0 || (count % per_second == 0 && before) ? 1 : 0);
  // Beyond 12 digits no zone has rules, and no ledger a place.
  return instant > -kFarAway && instant < kFarAway ? wall_clock_of(instant) : instant;
}

std::optional<std::int64_t> TimestampParser::parse_given(const TimestampFormat& format, std::string_view text) const {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(format.text, std::string(text), absl::UTCTimeZone(), &time, &error)) return std::nullopt;
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) return std::nullopt;
  if (!format.is_epoch && has_second_60(format.text, std::string(text), time)) return std::nullopt;
  auto seconds = std::optional(absl::ToUnixSeconds(time));
  if (format.has_two_digit_year && dates_.two_digit_years_from)
    seconds = in_hundred_years(*seconds, *dates_.two_digit_years_from);
  if (!seconds) return std::nullopt;
  return format.is_instant ? wall_clock_of(*seconds) : *seconds;
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
  const auto digit = [clock](std::size_t place) {
    return static_cast<unsigned>(static_cast<unsigned char>(clock[place])) - '0';
  };
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
  return forms_.size() == 1 ? parse_as(forms_.front(), text) : parse_in_order(text);
}

std::optional<std::int64_t> TimestampParser::parse_as(const Form& form, std::string_view text) const {
  switch (form.kind) {
    case Kind::kAuto:
      return parse_auto(text);
    case Kind::kIso:
      return parse_iso(text);
    case Kind::kEightDigits:
      return parse_eight_digits(text);
    case Kind::kEpoch:
      return parse_epoch(text, form.number);
    case Kind::kDays:
      return parse_days(text, form.number);
    case Kind::kGiven:
      return parse_given(form.given, text);
  }
  return std::nullopt;
}

std::optional<std::int64_t> TimestampParser::parse_auto(std::string_view text) const {
  const std::string_view unsigned_text = text.starts_with('-') ? text.substr(1) : text;
  const std::string_view digits = unsigned_text.substr(0, unsigned_text.find('.'));
  const bool is_number = !digits.empty() && unsigned_text.find_first_not_of("0123456789.") == std::string_view::npos &&
                         std::all_of(digits.begin(), digits.end(), is_digit);
  if (is_number && digits.size() == 8) return parse_eight_digits(text);
  if (is_number)
    for (const auto& [size, per_second] : kBareNumbers)
      if (digits.size() == size) return parse_epoch(text, per_second);
  if (const auto seconds = parse_iso(text)) return seconds;
  const auto written = read_written_time(text, dates_);
  if (!written) return std::nullopt;
  return written->offset ? wall_clock_of(written->seconds - *written->offset) : written->seconds;
}

}  // namespace spendlens::ingest
