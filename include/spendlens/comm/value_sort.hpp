#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/core/money.hpp"

namespace spendlens::comm {

/// Sorts values of 0 or more, unless they ascend already. Small ones are counted, those below 2^32 sorted by their digits
/// with 4 bytes a value more, others in place. Local. Throws InputError where one is below 0.
void sort_values(std::vector<std::int64_t>& values);

/// Their sum. Precondition: none is below 0 or above `largest`. Local.
[[nodiscard]] int128 sum_of_values(std::span<const std::int64_t> values, std::int64_t largest);

}  // namespace spendlens::comm
