#pragma once

#include <cstdint>
#include <span>

#include "spendlens/core/instruction_set.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::signals {

/// For each edge the values that are known and at least as large, added to `at_least`, which is as long as `edges`. Not
/// known are NaN and the largest value of an integer type.
struct DistributionKernel {
  void (*numbers)(std::span<const double> values, std::span<const double> edges, std::uint64_t* at_least) = nullptr;
  void (*money)(std::span<const Minor> values, std::span<const Minor> edges, std::uint64_t* at_least) = nullptr;
  void (*counts)(std::span<const std::uint32_t> values, std::span<const std::uint32_t> edges,
                 std::uint64_t* at_least) = nullptr;
};

[[nodiscard]] const Variants<DistributionKernel>& distribution_kernels();

}  // namespace spendlens::signals
