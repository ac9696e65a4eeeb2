#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ingest/record/wire_row.hpp"

namespace spendlens::ingest {

/// A decimal number as it mostly comes: digits and perhaps a sign and a point, at most 18 digits in all.
struct ShortDecimal {
  std::int64_t coefficient = 0;
  unsigned scale = 0;  ///< fractional digits as written

  /// In counts of 10^-kWireScale.
  [[nodiscard]] int128 wire_count() const { return static_cast<int128>(coefficient) * kPower[kWireScale - scale]; }
  /// In minor units, where it is a whole number of them and not out of an order's range.
  [[nodiscard]] std::optional<Minor> minor() const {
    if (scale > 2) return std::nullopt;
    const std::int64_t factor = kPower[2 - scale];
    constexpr std::int64_t kMost = kMaxOrderMinor;
    if (coefficient > kMost / factor || coefficient < -kMost / factor) return std::nullopt;
    return coefficient * factor;
  }
  /// The product in counts of 10^-kWireScale; nothing where that is not exact, or may not fit.
  [[nodiscard]] std::optional<int128> times(const ShortDecimal& other) const {
    if (scale + other.scale > kWireScale) return std::nullopt;
    const int128 product = static_cast<int128>(coefficient) * other.coefficient;
    int128 count = 0;
    if (__builtin_mul_overflow(product, static_cast<int128>(kPower[kWireScale - scale - other.scale]), &count))
      return std::nullopt;
    return count;
  }

 private:
  static constexpr std::int64_t kPower[kWireScale + 1] = {1,
                                                          10,
                                                          100,
                                                          1'000,
                                                          10'000,
                                                          100'000,
                                                          1'000'000,
                                                          10'000'000,
                                                          100'000'000,
                                                          1'000'000'000,
                                                          10'000'000'000,
                                                          100'000'000'000,
                                                          1'000'000'000'000,
                                                          10'000'000'000'000,
                                                          100'000'000'000'000,
                                                          1'000'000'000'000'000,
                                                          10'000'000'000'000'000,
                                                          100'000'000'000'000'000,
                                                          1'000'000'000'000'000'000};
};

/// Nothing where the text is no number, or one of another form: then parse_decimal tells. What this gives is what
/// to_scale(parse_decimal(text), kWireScale) gives. `point_mark`: what stands between units and fraction.
[[nodiscard]] inline std::optional<ShortDecimal> parse_short_decimal(std::string_view text, char point_mark = '.') {
  constexpr std::size_t kMaxDigits = 18;
  std::size_t place = 0;
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) place = 1;
  // The sign and the point apart no more than the digits that a 64-bit number holds.
  if (text.size() > place + kMaxDigits + 1) return std::nullopt;
  std::uint64_t coefficient = 0;
  std::size_t digits = 0;
  std::size_t point = std::string_view::npos;
  for (; place < text.size(); ++place) {
    const unsigned digit = static_cast<unsigned char>(text[place]) - unsigned{'0'};
    if (digit <= 9) {
      coefficient = coefficient * 10 + digit;
      ++digits;
    } else if (text[place] == point_mark && point == std::string_view::npos) {
      point = digits;
    } else {
      return std::nullopt;
    }
  }
  if (digits == 0 || digits > kMaxDigits) return std::nullopt;
  const auto magnitude = static_cast<std::int64_t>(coefficient);
  return ShortDecimal{negative ? -magnitude : magnitude,
                      point == std::string_view::npos ? 0U : static_cast<unsigned>(digits - point)};
}

}  // namespace spendlens::ingest
