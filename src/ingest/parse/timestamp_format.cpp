#include "ingest/parse/timestamp_format.hpp"

#include <fmt/core.h>

#include <string_view>

#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

[[noreturn]] void refuse(const std::string& format, const std::string& why) {
  throw UsageError(fmt::format("--timestamp-format '{}': {}", readable(format), why));
}

/// Why a code is not taken; those of which people know better get an answer of their own.
std::string why_unknown(std::string_view code) {
  if (code == "%") return "it ends in a lone %";
  if (code == "%Z") return "names of time zones (%Z) are not read; use %z for offsets, or --timezone";
  if (code == "%f") return "%f is not known; %E*S reads seconds with a fraction";
  if (code == "%G" || code == "%V" || code == "%u" || code == "%U" || code == "%W" || code == "%j")
    return fmt::format("{} is not known; dates are read from year, month and day", code);
  return fmt::format(
      "there is no code {}; known are %Y %y %m %b %B %d %e %F %D %H %I %p %M %S %E*S %T %R %a %A %z %s %%",
      readable(code));
}

/// What the codes of a format say.
struct Said {
  bool year = false;
  bool month = false;
  bool day = false;
  bool half_day_hour = false;  ///< %I
  bool half_day = false;       ///< %p
  bool offset = false;
  bool epoch = false;
  bool short_year = false;  ///< %y
};

/// The code at format[at], a '%', as far as it goes.
std::string_view code_at(std::string_view format, std::size_t at) {
  std::size_t end = at + 1;
  if (end < format.size() && format[end] == 'E') {
    ++end;
    while (end < format.size() && (format[end] == '*' || (format[end] >= '0' && format[end] <= '9'))) ++end;
  } else {
    while (end < format.size() && format[end] == ':') ++end;
  }
  return format.substr(at, end + 1 - at);
}

/// False where the code is not taken.
bool take_code(std::string_view code, Said& said) {
  const char last = code.size() < 2 ? '\0' : code.back();
  if (code.size() > 2) {  // with E or colons
    const bool colon = code[1] == ':';
    said.offset = said.offset || last == 'z';
    said.year = said.year || code == "%E4Y";
    return last == 'z' || code == "%E4Y" || (!colon && code.size() > 3 && (last == 'S' || last == 'f'));
  }
  said.year = said.year || last == 'Y' || last == 'y' || last == 'F' || last == 'D';
  said.month = said.month || last == 'm' || last == 'b' || last == 'B' || last == 'h' || last == 'F' || last == 'D';
  said.day = said.day || last == 'd' || last == 'e' || last == 'F' || last == 'D';
  said.half_day_hour = said.half_day_hour || last == 'I';
  said.half_day = said.half_day || last == 'p';
  said.offset = said.offset || last == 'z';
  said.epoch = said.epoch || last == 's';
  said.short_year = said.short_year || last == 'y' || last == 'D';
  return last != '\0' && std::string_view("YymbBhdeFDHIpMSTRaAzsnt%").find(last) != std::string_view::npos;
}

}  // namespace

TimestampFormat read_timestamp_format(const std::string& format) {
  TimestampFormat read;
  Said said;
  for (std::size_t at = 0; at < format.size();) {
    if (format[at] != '%') {
      read.text += format[at++];
      continue;
    }
    const std::string_view code = code_at(format, at);
    if (!take_code(code, said)) refuse(format, why_unknown(code));
    read.text += code == "%z" ? "%Ez" : code;
    at += code.size();
  }
  if (!said.epoch && !(said.year && said.month && said.day))
    refuse(format, "it says no date; year, month and day are needed, as in %d/%m/%Y");
  if (said.half_day_hour != said.half_day) refuse(format, "%I and %p need each other; %H is the hour of 24");
  const bool ends_in_utc = format.size() > 1 && format.back() == 'Z' && format[format.size() - 2] != '%';
  read.is_epoch = said.epoch;
  read.has_two_digit_year = said.short_year;
  read.is_instant = said.epoch || said.offset || ends_in_utc;
  return read;
}

}  // namespace spendlens::ingest
