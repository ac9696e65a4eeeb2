#pragma once

#include "spendlens/cohorts/analysis.hpp"

namespace spendlens::cohorts {

// Exact ratios, rounded once; nothing over 0. The parts are below 2^100.

/// part / whole to 2 decimals.
[[nodiscard]] inline Ratio ratio_of(int128 part, int128 whole) {
  return whole == 0 ? Ratio() : Ratio(ratio(part, whole));
}

/// 100 · part / whole to 2 decimals.
[[nodiscard]] inline Ratio percent_of(int128 part, int128 whole) {
  return whole == 0 ? Ratio() : Ratio(percent(part, whole));
}

/// Minor units of one, in major units with 2 decimals.
[[nodiscard]] inline Ratio money_per(Minor money, std::uint64_t count) {
  return count == 0 ? Ratio() : Ratio(Hundredths{narrow(divide_rounded(money, count), "an average")});
}

/// A number that is not rounded; not defined where `below` is 0.
struct Rational {
  int128 above = 0;
  int128 below = 1;
};

/// The change from `base` in percent; nothing where it is 0 or either is not defined.
[[nodiscard]] inline Ratio change_of(Rational value, Rational base) {
  if (value.below == 0 || base.below == 0 || base.above == 0) return {};
  return percent_of(value.above * base.below - base.above * value.below, base.above * value.below);
}

}  // namespace spendlens::cohorts
