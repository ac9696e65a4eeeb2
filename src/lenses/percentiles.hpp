#pragma once

#include <cstdint>
#include <span>

namespace spendlens::lenses {

/// Throws UsageError for a percentile outside 1 to 100.
void check_percentiles(std::span<const int> percentiles);

/// How many customers the top `percentile` percent of n are: max(1, floor(n·p/100)), 0 of none.
[[nodiscard]] std::uint64_t customers_on_top(std::uint64_t num_customers, int percentile);

}  // namespace spendlens::lenses
