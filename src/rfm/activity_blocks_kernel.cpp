#include <algorithm>
#include <cstddef>

#include "rfm/activity_kernel.hpp"

namespace spendlens::rfm {

namespace {

/// Rows of work in a block: long enough that handing it out costs nothing, short enough to even out large customers.
constexpr std::uint64_t kBlockWork = 32'768;

/// What a customer costs beside its rows, in rows.
constexpr std::uint64_t kCustomerWork = 8;

/// Work before a customer. Grows strictly, so that a block's customers are found by bisection.
std::uint64_t work_before(std::span<const std::uint64_t> offset, std::uint64_t customer) {
  return offset[customer] - offset.front() + customer * kCustomerWork;
}

std::uint64_t first_customer_from(std::span<const std::uint64_t> offset, std::uint64_t work) {
  std::uint64_t low = 0;
  std::uint64_t high = offset.size() - 1;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (work_before(offset, middle) < work)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

}  // namespace

BlockOutcome run_blocks(BlockKernel kernel, const ActivityTask& task, int num_workers) {
  const auto offset = task.transactions.offset;
  const std::uint64_t num_customers = task.transactions.num_customers();
  if (num_customers == 0) return {};
  const std::uint64_t blocks = work_before(offset, num_customers) / kBlockWork + 1;
  BlockOutcome first;
#pragma omp parallel num_threads(num_workers) if (num_workers > 1)
  {
    ActivityScratch scratch;
    BlockOutcome mine;
#pragma omp for schedule(dynamic) nowait
    for (std::uint64_t block = 0; block < blocks; ++block) {
      const ItemRange customers{first_customer_from(offset, block * kBlockWork),
                                first_customer_from(offset, (block + 1) * kBlockWork)};
      const BlockOutcome outcome = kernel(task, customers, scratch);
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
