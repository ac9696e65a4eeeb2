#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "spendlens/core/decimal.hpp"

namespace spendlens::ingest {

/// A number as people write it, and the sign or code of a currency beside it, as it stands there; empty: none.
struct WrittenNumber {
  Decimal value;
  std::string_view currency;
};

/// Reads numbers of one notation: with a decimal point, or a decimal comma. Thousands may stand in groups of three
/// behind the other of the two, blanks or apostrophes, one kind in a number: 1,234.50; 1.234,50; 1 234,50; 1'234.50.
/// With a decimal point also lakhs and crores: pairs of digits behind commas, the last three together: 12,34,567.50.
/// What is below zero has one of: a minus (also U+2212) before or behind it, parentheses around it. Blanks may stand
/// between the parts. What lies beyond 18 fractional digits is cut off.
class NumberReader {
 public:
  explicit NumberReader(bool decimal_comma) : point_(decimal_comma ? ',' : '.'), comma_(decimal_comma ? '.' : ',') {}

  [[nodiscard]] char point() const { return point_; }

  /// Nothing where the text is no such number, or currencies beside it do not fit one another ($5.00 USD do). The
  /// currency is a view on the text.
  [[nodiscard]] std::optional<WrittenNumber> read(std::string_view text) const;
  /// The same of a number without a currency.
  [[nodiscard]] std::optional<Decimal> read_plain(std::string_view text) const;

 private:
  /// Takes the number off that the text begins with: its digits as parse_decimal() has them, without a sign.
  [[nodiscard]] std::optional<std::string> take_digits_of(std::string_view& text) const;
  [[nodiscard]] bool take_whole(std::string_view& text, std::string& digits) const;

  char point_;
  char comma_;
};

}  // namespace spendlens::ingest
