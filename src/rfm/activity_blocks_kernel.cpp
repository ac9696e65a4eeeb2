#include "rfm/activity_kernel.hpp"
#include "spendlens/core/blocks.hpp"

namespace spendlens::rfm {

BlockOutcome run_blocks(BlockKernel kernel, const ActivityTask& task, int num_workers) {
  const CustomerBlocks blocks(task.transactions.offset);
  BlockOutcome first;
#pragma omp parallel num_threads(num_workers) if (num_workers > 1)
  {
    ActivityScratch scratch(task.days_seen);
    BlockOutcome mine;
#pragma omp for schedule(dynamic) nowait
    for (std::uint64_t block = 0; block < blocks.size(); ++block) {
      const BlockOutcome outcome = kernel(task, blocks[block], scratch);
      if (outcome.fault != ActivityFault::kNone &&
          (mine.fault == ActivityFault::kNone || outcome.customer < mine.customer))
        mine = outcome;
    }
    // Nothing may be thrown across the region's end: faults are noted, and the first customer's counts.
    if (mine.fault != ActivityFault::kNone) {
#pragma omp critical(spendlens_activity_outcome)
      if (first.fault == ActivityFault::kNone || mine.customer < first.customer) first = mine;
    }
  }
  return first;
}

}  // namespace spendlens::rfm
