#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace spendlens::ingest {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Each of these reads what `text` begins with and takes it off; where they give nothing, `text` is of no use any more.

/// A number of exactly `digits` digits.
[[nodiscard]] inline std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

/// Whether the text began with `c`.
inline bool skip(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// hh:mm, hh:mm:ss or hh:mm:ss.fraction, as seconds of the day; a fraction is dropped, a second 60 is none.
[[nodiscard]] std::optional<std::int64_t> take_clock(std::string_view& text);

/// The same, also with hours of one digit and with AM, PM, a.m. or p.m. behind it, after blanks or none.
[[nodiscard]] std::optional<std::int64_t> take_free_clock(std::string_view& text);

/// Z, UTC or GMT in any case, +hh, +hhmm, +hh:mm, or UTC and such an offset, as seconds east of UTC.
[[nodiscard]] std::optional<std::int64_t> take_offset(std::string_view& text);

}  // namespace spendlens::ingest
