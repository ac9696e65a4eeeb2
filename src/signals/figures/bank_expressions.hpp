#pragma once

#include "signals/figures/expressions.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/signals/stream.hpp"

namespace spendlens::signals {

/// The figures of section 7 that are no integers, each formed once, by one division of exact integers: kernels and
/// reference share them, so that they agree to the last bit. A month is 30.4375 days: a sum over d days is
/// sum · 487 / (16 · d) a month. Streams come to so many 1/1344 of an amount a month.

/// A sum over so many days, in minor units, as major units a month.
[[nodiscard]] inline double month_of_sum(int128 sum, Day days) { return quotient(sum * 487, int128{1600} * days); }

/// Amounts times their shares of a month, added up, as major units a month.
[[nodiscard]] inline double month_of_shares(int128 shares) { return quotient(shares, 100 * kSharesOfMonth); }

/// Whether a sum over so many days is below `limit` a month.
[[nodiscard]] inline bool is_month_below(int128 sum, Day days, Minor limit) {
  return sum * 487 < int128{limit} * 16 * days;
}

/// Shares in percent of what a sum over so many days is a month. Precondition: sum > 0.
[[nodiscard]] inline double percent_of_outgoings(int128 shares, int128 sum, Day days) {
  return quotient(shares * 100 * days, sum * (84 * 487));
}

/// Months that a balance lasts. Precondition: sum > 0.
[[nodiscard]] inline double months_of_outgoings(int128 balance, int128 sum, Day days) {
  return quotient(balance * 16 * days, sum * 487);
}

/// Income of a customer: twice the typical payments of regular streams times their shares, and what else came within
/// so many days.
struct Earnings {
  int128 regular2 = 0;
  int128 other = 0;
  Day days = 0;

  /// The numerator over 2688 · days a month, in minor units.
  [[nodiscard]] int128 numerator() const { return regular2 * days + other * (487 * 168); }
};

[[nodiscard]] inline double income_of_month(const Earnings& income) {
  return quotient(income.numerator(), int128{268'800} * income.days);
}

/// Precondition: numerator() > 0.
[[nodiscard]] inline double regular_percent(const Earnings& income) {
  return quotient(income.regular2 * 100 * income.days, income.numerator());
}

/// Shares in percent of income over so many days, of which this is the numerator(). Precondition: it is above 0.
[[nodiscard]] inline double percent_of_income(int128 shares, Day days, int128 numerator) {
  return quotient(shares * 200 * days, numerator);
}

/// `low` in percent of half of `median2`. Precondition: median2 != 0.
[[nodiscard]] inline double percent_of_half(int128 low, int128 median2) { return quotient(low * 200, median2); }

}  // namespace spendlens::signals
