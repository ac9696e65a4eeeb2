#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "personas/compiled.hpp"
#include "spendlens/core/instruction_set.hpp"
#include "spendlens/core/parallel.hpp"

namespace spendlens::personas {

/// Customers of a block: its words, one column and the scratch lie in the first-level cache.
inline constexpr std::size_t kMaxBlock = 512;

/// All ones where the test or persona at hand holds for a customer of the block, else 0.
using HeldMasks = std::array<std::uint64_t, kMaxBlock>;

/// All that the kernel needs to know of one call; a view.
struct MatchTask {
  const Compiled& compiled;
  MatchColumns to;
};

/// Matches one block of at most kMaxBlock customers.
using MatchKernel = void (*)(const MatchTask& task, ItemRange customers, HeldMasks& held);
[[nodiscard]] const Variants<MatchKernel>& match_kernels();

/// Runs the kernel over all customers in blocks of `block` (1 to kMaxBlock), dealt to `num_workers` threads.
void run_match_blocks(MatchKernel kernel, const MatchTask& task, std::size_t block, int num_workers);

}  // namespace spendlens::personas
