#include <nanobind/stl/string.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "bindings.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/decimal.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::python {

namespace {

enum class Rounding : int { kHalfUp, kHalfEven, kExact };

constexpr int kMaxDecimals = 17;

int128 power_of_ten(int exponent) {
  int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

[[noreturn]] void refuse(std::size_t row, const std::string& what) {
  throw InputError("row " + std::to_string(row) + ": " + what);
}

/// The shortest text that is this double and no other: what Python prints.
std::string shortest_text(double value) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

int128 divide(int128 numerator, int128 denominator, Rounding rounding, std::size_t row) {
  const int128 away = divide_rounded(numerator, denominator);
  if (rounding == Rounding::kHalfUp) return away;
  const int128 rest = numerator - numerator / denominator * denominator;
  if (rounding == Rounding::kExact && rest != 0) refuse(row, "the amount has more decimals than money has");
  const int128 twice = rest < 0 ? -2 * rest : 2 * rest;
  if (twice != denominator || away % 2 == 0) return away;
  return numerator < 0 ? away + 1 : away - 1;
}

std::int64_t in_64_bits(int128 value, std::size_t row) {
  if (value >= std::numeric_limits<std::int64_t>::max() || value <= std::numeric_limits<std::int64_t>::min())
    refuse(row, "the amount does not fit 64 bits of minor units");
  return static_cast<std::int64_t>(value);
}

/// By the digits of the number's shortest text.
std::int64_t scaled_by_text(double value, int decimals, Rounding rounding, std::size_t row) {
  const auto number = parse_decimal_cut(shortest_text(value));
  if (!number) refuse(row, "the amount " + shortest_text(value) + " is out of range");
  if (number->scale <= decimals) {
    const auto count = to_scale(*number, decimals);
    if (!count) refuse(row, "the amount " + shortest_text(value) + " is out of range");
    return in_64_bits(*count, row);
  }
  return in_64_bits(divide(number->coefficient, power_of_ten(number->scale - decimals), rounding, row), row);
}

/// Counts of 10^-decimals. Only what lies near the middle between two of them is looked at as text.
nb::object scaled_floats(const Input<double>& values, int decimals, int rounding_code) {
  constexpr double kFar = 1e14;
  if (decimals < 0 || decimals > kMaxDecimals) throw UsageError("decimals are 0 to 17");
  const auto rounding = static_cast<Rounding>(rounding_code);
  const double factor = std::pow(10.0, decimals);
  std::vector<std::int64_t> scaled(values.shape(0));
  {
    const nb::gil_scoped_release released;
    for (std::size_t row = 0; row < scaled.size(); ++row) {
      const double value = values.data()[row];
      if (!std::isfinite(value)) refuse(row, "the amount is no number");
      const double product = value * factor;
      const double nearest = std::nearbyint(product);
      const bool is_clear = std::abs(product) < kFar && std::abs(product - nearest) < 0.499;
      const bool is_exact = is_clear && nearest / factor == value;
      scaled[row] = is_exact || (is_clear && rounding != Rounding::kExact)
                        ? static_cast<std::int64_t>(nearest)
                        : scaled_by_text(value, decimals, rounding, row);
    }
  }
  return to_numpy(std::move(scaled));
}

/// The most decimals that any of the numbers is written with, at least `from`; more than 17 are 18.
int decimals_of(const Input<double>& values, int from) {
  const nb::gil_scoped_release released;
  int most = from;
  for (const double value : span_of(values)) {
    if (!std::isfinite(value)) continue;
    const double factor = std::pow(10.0, most);
    if (std::abs(value * factor) < 1e15 && std::nearbyint(value * factor) / factor == value) continue;
    const auto number = parse_decimal(shortest_text(value));
    most = std::max(most, number ? number->scale : kMaxDecimals + 1);
  }
  return most;
}

/// Arrow's decimals of 128 bits, as counts of 10^-decimals.
nb::object scaled_decimals(const Input<std::uint8_t>& bytes, int scale, int decimals, int rounding_code) {
  constexpr int kMaxScale = 38;
  if (scale < -decimals || scale > kMaxScale) throw InputError("a decimal's scale is out of range");
  const auto rounding = static_cast<Rounding>(rounding_code);
  std::vector<std::int64_t> scaled(bytes.shape(0) / sizeof(int128));
  for (std::size_t row = 0; row < scaled.size(); ++row) {
    int128 value = 0;
    std::memcpy(&value, bytes.data() + row * sizeof(int128), sizeof(int128));
    if (scale <= decimals) {
      in_64_bits(value, row);
      scaled[row] = in_64_bits(value * power_of_ten(decimals - scale), row);
    } else {
      scaled[row] = in_64_bits(divide(value, power_of_ten(scale - decimals), rounding, row), row);
    }
  }
  return to_numpy(std::move(scaled));
}

/// Whole seconds since 1970 of counts of so many a second (or, below 0, of so many seconds each), rounded down; the
/// least number is none, kNoTimestamp where that is allowed.
nb::object seconds_of(const Input<std::int64_t>& counts, std::int64_t a_second, bool with_nulls) {
  constexpr auto kNone = std::numeric_limits<std::int64_t>::min();
  std::vector<Timestamp> seconds(counts.shape(0));
  {
    const nb::gil_scoped_release released;
    for (std::size_t row = 0; row < seconds.size(); ++row) {
      const std::int64_t count = counts.data()[row];
      if (count == kNone) {
        if (!with_nulls) refuse(row, "the time is null");
        seconds[row] = kNoTimestamp;
        continue;
      }
      const std::int64_t whole = a_second > 0 ? count / a_second - (count % a_second < 0 ? 1 : 0) : count * -a_second;
      if (count > kTimestampLimit * 1'000'000'000 || whole < 0 || whole >= kTimestampLimit)
        refuse(row, "the time is not from 1970 to 2105");
      seconds[row] = static_cast<Timestamp>(whole);
    }
  }
  return to_numpy(std::move(seconds));
}

}  // namespace

void bind_numbers(nb::module_& module) {
  module.def("scaled_floats", &scaled_floats, nb::arg("values").noconvert(), nb::arg("decimals"), nb::arg("rounding"));
  module.def("decimals_of", &decimals_of, nb::arg("values").noconvert(), nb::arg("least"));
  module.def("scaled_decimals", &scaled_decimals, nb::arg("bytes").noconvert(), nb::arg("scale"), nb::arg("decimals"),
             nb::arg("rounding"));
  module.def("seconds_of", &seconds_of, nb::arg("counts").noconvert(), nb::arg("a_second"), nb::arg("with_nulls"));
}

}  // namespace spendlens::python
