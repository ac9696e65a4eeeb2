#include "spendlens/core/parallel.hpp"

#include <algorithm>
#include <string>

#include "spendlens/core/error.hpp"
#include "spendlens/core/processors.hpp"

namespace spendlens {

int ParallelPolicy::workers_for(std::uint64_t num_customers) const {
  if (n_workers && *n_workers < 1)
    throw UsageError("n_workers must be at least 1, not " + std::to_string(*n_workers) + "; 1 is sequential");
  if (!parallel || num_customers <= parallel_threshold) return 1;
  if (n_workers) return *n_workers;
  static const int processors = present_processors().usable();
  return std::max(1, processors - 1);
}

}  // namespace spendlens
