#pragma once

#include <cmath>
#include <cstdint>

#include "spendlens/core/elementary_expressions.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::value {

/// Adds `count` times a number, rounded to a multiple of 1 / units (a power of 2), halves to even, to a sum that counts
/// these; false where it is no number, or too large for one.
inline bool add_rounded(double number, double units, std::uint64_t count, int128& sum) {
  constexpr double kLargest = 0x1p80;
  const double scaled = number * units;
  if (std::abs(scaled) <= 0x1p50) {
    sum += static_cast<int128>(static_cast<std::int64_t>(elementary::expressions::nearest_whole(scaled))) *
           static_cast<int128>(count);
    return true;
  }
  if (!(std::abs(scaled) < kLargest)) return false;
  sum += static_cast<int128>(std::nearbyint(scaled)) * static_cast<int128>(count);
  return true;
}

inline constexpr double kLikelihoodUnits = 0x1p40;
inline constexpr double kScoreUnits = 0x1p32;

}  // namespace spendlens::value
