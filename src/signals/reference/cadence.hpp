#pragma once

#include <optional>
#include <vector>

#include "spendlens/signals/bank_rules.hpp"

namespace spendlens::signals::bank_reference {

/// The charges of one date.
struct Charge {
  Day day = 0;
  Minor amount = 0;  ///< above 0
};

/// How charges keep to a cadence.
struct Fit {
  Cadence cadence{};
  std::uint32_t gaps = 0;
  std::uint32_t on = 0;   ///< gaps of one step
  std::uint32_t fit = 0;  ///< gaps of one step or a few
  Day deviations = 0;     ///< days by which fitting gaps miss
};

/// `steps` steps on from a date. Not of semi_monthly.
[[nodiscard]] Day step_on(Cadence cadence, Day day, int steps);

/// How the charges, which ascend, keep to one cadence, whether or not it holds. Precondition: two charges or more.
[[nodiscard]] Fit fit_of(Cadence cadence, const std::vector<Charge>& charges, const StreamRules& rules);

/// The cadence that holds best; nothing where none does.
[[nodiscard]] std::optional<Fit> best_fit(const std::vector<Charge>& charges, const StreamRules& rules);

/// The dates after a stream's last charge on which it is due, up to `end`.
[[nodiscard]] std::vector<Day> due_dates(Cadence cadence, const std::vector<Charge>& charges, const StreamRules& rules,
                                         Day end);

/// Whether two amounts differ by more than so many percent of the smaller.
[[nodiscard]] bool differ(Minor a, Minor b, std::int64_t pct);

[[nodiscard]] std::uint32_t count_changes(const std::vector<Charge>& charges, const StreamRules& rules);
[[nodiscard]] bool is_fixed(const std::vector<Charge>& charges, const StreamRules& rules);

}  // namespace spendlens::signals::bank_reference
