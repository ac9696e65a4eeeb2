#pragma once

#include <cstdint>

#include "spendlens/core/money.hpp"

namespace spendlens::signals {

/// What the expressions of all definitions are formed by: sums are exact integers, and one division makes the figure.

[[nodiscard]] inline double to_double(int128 value) {
  const auto narrow = static_cast<std::int64_t>(value);
  return narrow == value ? static_cast<double>(narrow) : static_cast<double>(value);  // the same, but for the time
}

[[nodiscard]] inline double quotient(int128 numerator, int128 denominator) {
  return to_double(numerator) / to_double(denominator);
}

[[nodiscard]] inline double percentage(int128 part, int128 whole) { return quotient(part * 100, whole); }

}  // namespace spendlens::signals
