#include "spendlens/core/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

namespace spendlens {

namespace {

constexpr int kMaxDigits = 27;

constexpr int128 power_of_ten(int exponent) {
  int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// An exponent of at most three digits with an optional sign; false where the text is something else.
bool read_exponent(std::string_view text, int& exponent) {
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 3) return false;
  exponent = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    exponent = exponent * 10 + (c - '0');
  }
  if (negative) exponent = -exponent;
  return true;
}

/// Coefficient and number of fractional digits as written; false where it is no number or has too many digits.
bool read_digits(std::string_view text, int128& coefficient, int& scale) {
  bool point = false;
  bool any = false;
  int significant = 0;
  for (const char c : text) {
    if (c == '.') {
      if (point) return false;
      point = true;
      continue;
    }
    if (!is_digit(c)) return false;
    any = true;
    if (coefficient != 0 || c != '0') ++significant;
    // Fractional digits beyond the coefficient's reach still do no harm as long as they are zeros.
    if (significant > kMaxDigits) return false;
    coefficient = coefficient * 10 + (c - '0');
    if (point) ++scale;
  }
  return any;
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  int exponent = 0;
  if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
    if (!read_exponent(text.substr(e + 1), exponent)) return std::nullopt;
    text = text.substr(0, e);
  }
  Decimal value;
  if (!read_digits(text, value.coefficient, value.scale)) return std::nullopt;
  value.scale -= exponent;
  if (value.coefficient == 0) return Decimal{};
  while (value.scale > 0 && value.coefficient % 10 == 0) {
    value.coefficient /= 10;
    --value.scale;
  }
  while (value.scale < 0) {
    value.coefficient *= 10;
    ++value.scale;
    if (value.coefficient >= power_of_ten(kMaxDigits)) return std::nullopt;
  }
  if (value.scale > Decimal::kMaxScale) return std::nullopt;
  if (negative) value.coefficient = -value.coefficient;
  return value;
}

std::optional<Decimal> parse_decimal_cut(std::string_view text) {
  if (const auto value = parse_decimal(text)) return value;
  const auto e = text.find_first_of("eE");
  int exponent = 0;
  if (e != std::string_view::npos && !read_exponent(text.substr(e + 1), exponent)) return std::nullopt;
  std::string_view digits = text.substr(0, e);
  std::string cut;
  if (digits.starts_with('-') || digits.starts_with('+')) {
    cut.push_back(digits.front());
    digits.remove_prefix(1);
  }
  const std::size_t point = std::min(digits.find('.'), digits.size());
  if (digits.find_first_not_of("0123456789", point + 1) != std::string_view::npos ||
      digits.substr(0, point).find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  // Digits up to this place are within kMaxScale.
  const std::int64_t within = static_cast<std::int64_t>(point) + exponent + Decimal::kMaxScale;
  cut.push_back('0');
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::int64_t place = static_cast<std::int64_t>(i) - (i > point ? 1 : 0);
    if (i > point && place >= within) break;
    cut.push_back(i == point || place < within ? digits[i] : '0');
  }
  if (digits.size() - (point < digits.size() ? 1 : 0) == 0) return std::nullopt;
  if (e != std::string_view::npos) cut.append(text.substr(e));
  return parse_decimal(cut);
}

std::optional<double> parse_double(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Decimal> multiply(const Decimal& a, const Decimal& b) {
  int128 product = 0;
  if (__builtin_mul_overflow(a.coefficient, b.coefficient, &product)) return std::nullopt;
  const int128 limit = power_of_ten(36);
  if (product >= limit || product <= -limit) return std::nullopt;
  Decimal value{product, a.scale + b.scale};
  while (value.scale > 0 && value.coefficient % 10 == 0) {
    value.coefficient /= 10;
    --value.scale;
  }
  if (value.scale > Decimal::kMaxScale) return std::nullopt;
  return value;
}

std::optional<int128> to_scale(const Decimal& value, int scale) {
  int128 count = 0;
  if (__builtin_mul_overflow(value.coefficient, power_of_ten(scale - value.scale), &count)) return std::nullopt;
  const int128 limit = power_of_ten(37);
  if (count >= limit || count <= -limit) return std::nullopt;
  return count;
}

}  // namespace spendlens
