#pragma once

#include <cstdint>

#include "spendlens/lenses/period_comparison.hpp"

namespace spendlens::lenses {

struct PeriodTotals {
  int128 revenue = 0;
  std::uint64_t orders = 0;
};

/// Sets the changes of revenue and average order value in percent, and the warnings about them.
void set_changes(const PeriodTotals& period1, const PeriodTotals& period2, PeriodComparison& comparison);

}  // namespace spendlens::lenses
