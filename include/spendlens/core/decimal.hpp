#pragma once

#include <optional>
#include <string_view>

#include "spendlens/core/money.hpp"

namespace spendlens {

/// An exact decimal number: coefficient · 10^-scale.
struct Decimal {
  int128 coefficient = 0;
  int scale = 0;  ///< 0 to kMaxScale; trailing zeros of the fraction are dropped, so 2.50 has scale 1

  static constexpr int kMaxScale = 18;
};

/// Reads an optional sign, digits with an optional point (".5", "5." and "5" all do), and an optional exponent
/// ("1.5e3"). Nothing else: no spaces, no thousands separators, no currency signs, no NaN.
/// Nothing is returned where the text is no such number, needs more than kMaxScale fractional digits or has a
/// coefficient of 10^27 or more.
[[nodiscard]] std::optional<Decimal> parse_decimal(std::string_view text);

/// The same, but what lies beyond kMaxScale fractional digits is cut off: it rounds to a whole, a tenth and so on as
/// the number itself does, half away from zero. 5.684341886080802e-14 is 0.000000000000056843.
[[nodiscard]] std::optional<Decimal> parse_decimal_cut(std::string_view text);

/// The double nearest to a number as parse_decimal() takes it, of any size that a double has; whatever the locale.
/// Gives nothing where the text is no such number.
[[nodiscard]] std::optional<double> parse_double(std::string_view text);

/// a · b. Nothing where the scales add up to more than kMaxScale or the product reaches 10^36.
[[nodiscard]] std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);

/// The number as a count of 10^-`scale` units. Precondition: scale >= value.scale. Nothing where it reaches 10^37.
[[nodiscard]] std::optional<int128> to_scale(const Decimal& value, int scale);

}  // namespace spendlens
