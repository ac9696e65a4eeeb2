#pragma once

#include <cstdint>
#include <span>

#include "spendlens/cohorts/purchase_history.hpp"

namespace spendlens::cohorts {

/// Throws UsageError where the lengths of the columns, or of the rows that are asked for, do not fit together.
void check_lengths(const CohortColumns& columns, const CohortRules& rules, std::span<const std::uint32_t> row);

}  // namespace spendlens::cohorts
