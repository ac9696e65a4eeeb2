#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::signals {

/// The expressions of DEFINITIONS section 7, each once: kernel and reference share them, so that they agree to the last
/// bit. Sums are exact integers; what comes out is formed by one division.

[[nodiscard]] inline double to_double(int128 value) {
  const auto narrow = static_cast<std::int64_t>(value);
  return narrow == value ? static_cast<double>(narrow) : static_cast<double>(value);  // the same, but for the time
}

[[nodiscard]] inline double quotient(int128 numerator, int128 denominator) {
  return to_double(numerator) / to_double(denominator);
}

/// Minor units of `days` days as major units of 30 days.
[[nodiscard]] inline double monthly_amount(int128 sum, Day days) { return quotient(sum * 30, int128{days} * 100); }

/// A balance over the expenses of 30 days. Precondition: spend > 0.
[[nodiscard]] inline double months_of(int128 balance, int128 spend, Day days) {
  return quotient(balance * days, spend * 30);
}

[[nodiscard]] inline double percentage(int128 part, int128 whole) { return quotient(part * 100, whole); }

[[nodiscard]] inline double mean_amount(int128 sum, std::uint64_t count) { return quotient(sum, int128{count} * 100); }

/// count · squares - sum², which is 0 or more.
struct Moments {
  std::uint64_t count = 0;
  int128 sum = 0;
  int128 squares = 0;
};

/// Sample standard deviation over the mean; 0 where the mean is 0. Precondition: count >= 2.
[[nodiscard]] double variation(const Moments& amounts);

/// Whether it is above `limit` (in 1/10,000), exactly. Precondition: count >= 2.
[[nodiscard]] bool varies_more(const Moments& amounts, std::int64_t limit);

/// Whether the population standard deviation of gaps in days is at most `limit`, exactly.
[[nodiscard]] inline bool deviates_at_most(std::int64_t count, std::int64_t sum, std::int64_t squares, Day limit) {
  return int128{count} * squares - int128{sum} * sum <= int128{limit} * limit * count * count;
}

}  // namespace spendlens::signals
