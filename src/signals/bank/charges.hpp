#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "signals/bank/plan.hpp"
#include "spendlens/signals/stream.hpp"

namespace spendlens::signals::bank {

/// Charges of one payee and one sign, one a date, ascending; a view. Days are from the first of the lookback on.
struct Charges {
  std::span<const Day> day;
  std::span<const Minor> amount;  ///< above 0

  [[nodiscard]] std::size_t size() const { return day.size(); }
};

/// How charges keep to a cadence.
struct Fit {
  Cadence cadence{};
  std::uint32_t gaps = 0;
  std::uint32_t on = 0;
  std::uint32_t fit = 0;
  std::uint32_t deviations = 0;
};

/// The cadences that may hold, as far as their gaps can tell: bit c is cadence c. A superset, cheaply: most payees have
/// none.
[[nodiscard]] std::uint32_t possible_cadences(const Plan& plan, std::span<const Day> day);

/// How charges keep to one cadence, whether or not it holds. Precondition: two charges or more.
[[nodiscard]] Fit fit_of(const Plan& plan, Cadence cadence, std::span<const Day> day);

/// The cadence that holds best. False where none does.
[[nodiscard]] bool find_cadence(const Plan& plan, const Charges& charges, Fit& best);

/// The first date after the last charge on which a stream is due.
[[nodiscard]] Day next_due(const Plan& plan, Cadence cadence, std::span<const Day> day);

/// How often a stream is due in the days (reference, reference + days], given its next date.
[[nodiscard]] std::int64_t times_due(const Plan& plan, Cadence cadence, Day last, Day next, Day days);

/// Whether two amounts, both above 0, differ by more than so many percent of the smaller.
[[nodiscard]] inline bool differ(Minor a, Minor b, std::int64_t pct) {
  const Minor low = a < b ? a : b;
  const Minor high = a < b ? b : a;
  constexpr Minor kNarrow = Minor{1} << 47;  // percent are at most 10,000
  if (high < kNarrow) return (high - low) * 100 > low * pct;
  return int128{high - low} * 100 > int128{low} * pct;
}

[[nodiscard]] inline std::uint32_t count_changes(std::span<const Minor> amount, const StreamRules& rules) {
  std::uint32_t changes = 0;
  for (std::size_t i = 1; i < amount.size(); ++i) changes += differ(amount[i - 1], amount[i], rules.change_pct);
  return changes;
}

[[nodiscard]] inline bool is_fixed(std::span<const Minor> amount, std::uint32_t changes, const StreamRules& rules) {
  if (amount.size() == 2) return !differ(amount[0], amount[1], rules.two_charges_pct);
  return changes <= rules.changes_allowed + amount.size() / rules.charges_a_change;
}

/// Twice the median. Puts the values in another order. Precondition: not empty.
[[nodiscard]] int128 twice_median(std::span<Minor> values);

}  // namespace spendlens::signals::bank
