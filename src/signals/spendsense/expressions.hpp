#pragma once

#include <cstdint>

#include "signals/figures/expressions.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::signals::spendsense {

/// The expressions of Appendix A, each once. Sums are exact integers; what comes out is formed by one division.

/// Minor units of `days` days as major units of 30 days.
[[nodiscard]] inline double monthly_amount(int128 sum, Day days) { return quotient(sum * 30, int128{days} * 100); }

/// A balance over the expenses of 30 days. Precondition: spend > 0.
[[nodiscard]] inline double months_of(int128 balance, int128 spend, Day days) {
  return quotient(balance * days, spend * 30);
}

[[nodiscard]] inline double mean_amount(int128 sum, std::uint64_t count) { return quotient(sum, int128{count} * 100); }

struct Moments {
  std::uint64_t count = 0;
  int128 sum = 0;
  int128 squares = 0;
};

/// Sample standard deviation over the mean; 0 where the mean is 0. Precondition: count >= 2.
[[nodiscard]] double variation(const Moments& amounts);

/// Whether it is above `limit` (in 1/10,000), exactly. Precondition: count >= 2.
[[nodiscard]] bool varies_more(const Moments& amounts, std::int64_t limit);

}  // namespace spendlens::signals::spendsense
