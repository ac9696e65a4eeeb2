#pragma once

#include "rfm/activity_kernel.hpp"

namespace spendlens::rfm {

#if defined(__x86_64__)
/// A BlockKernel for one or two periods, for InstructionSet::kAvx512.
template <bool kClassified>
[[nodiscard]] BlockOutcome summarize_block_avx512(const ActivityTask& task, ItemRange customers,
                                                  ActivityScratch& scratch);
#endif

}  // namespace spendlens::rfm
