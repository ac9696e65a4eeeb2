#include "spendlens/core/parallel.hpp"

#include <algorithm>
#include <string>
#include <thread>

#include "spendlens/core/error.hpp"

namespace spendlens {

int ParallelPolicy::workers_for(std::uint64_t num_customers) const {
  if (n_workers && *n_workers < 1)
    throw UsageError("n_workers must be at least 1, not " + std::to_string(*n_workers) + "; 1 is sequential");
  if (!parallel || num_customers <= parallel_threshold) return 1;
  if (n_workers) return *n_workers;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

}  // namespace spendlens
