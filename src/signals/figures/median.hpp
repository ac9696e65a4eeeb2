#pragma once

#include <cstdint>
#include <span>

#include "spendlens/core/instruction_set.hpp"

namespace spendlens::signals {

/// Twice the median of gaps in days: a whole number. May reorder them. Precondition: not empty, each 0 or more.
[[nodiscard]] std::int64_t twice_median(std::span<std::int32_t> gaps);

using MedianKernel = std::int64_t (*)(std::span<std::int32_t> gaps);
[[nodiscard]] const Variants<MedianKernel>& median_kernels();

}  // namespace spendlens::signals
