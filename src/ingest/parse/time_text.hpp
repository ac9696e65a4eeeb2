#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "spendlens/core/ascii.hpp"

namespace spendlens::ingest {

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

/// Bytes of the blank that the text begins with: plain, a tab, or one that does not break a line; 0: none.
[[nodiscard]] inline std::size_t blank_bytes(std::string_view text) {
  if (text.starts_with(' ') || text.starts_with('\t')) return 1;
  if (text.starts_with("\xC2\xA0")) return 2;
  return text.starts_with("\xE2\x80\xAF") || text.starts_with("\xE2\x80\x89") ? 3 : 0;
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
