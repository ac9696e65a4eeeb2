#include "audit/stage/cohort_work.hpp"

namespace spendlens::audit {

/// What one thread keeps from block to block.
struct CohortWork::Thread {
  cohorts::PurchaseHistory history;
  std::vector<cohorts::CohortPartial> partials;
  bool has_added = false;
};

CohortWork::CohortWork(const std::vector<cohorts::CohortPartial>& no_customers, std::size_t num_granularities,
                       int num_threads)
    : no_customers_(no_customers), rows_(num_granularities) {
  if (no_customers.empty()) return;
  for (int thread = 0; thread < num_threads; ++thread)
    threads_.push_back({cohorts::PurchaseHistory(no_customers.front().rules()), no_customers, false});
}

CohortWork::~CohortWork() = default;

void CohortWork::resize(std::size_t num_customers) {
  for (std::vector<std::uint32_t>& rows : rows_) rows.resize(num_customers);
}

void CohortWork::compute(const cohorts::CohortColumns& columns, std::span<const std::uint8_t> parts,
                         ItemRange customers, std::size_t thread) {
  if (rows_.empty() || threads_.empty()) return;
  Thread& own = threads_[thread];
  own.has_added = true;
  for (std::uint64_t customer = customers.begin; customer < customers.end; ++customer) {
    own.history.read(columns, customer - customers.begin);
    for (std::size_t g = 0; g < rows_.size(); ++g) rows_[g][customer] = own.partials[g].add(own.history);
    if (parts.empty()) continue;
    const std::size_t of_part = (std::size_t{parts[customer - customers.begin]} + 1) * rows_.size();
    for (std::size_t g = 0; g < rows_.size(); ++g) (void)own.partials[of_part + g].add(own.history);
  }
}

void CohortWork::collect(std::vector<cohorts::CohortPartial>& sums) {
  for (Thread& thread : threads_) {
    if (!thread.has_added) continue;
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i].merge(thread.partials[i]);
      thread.partials[i] = no_customers_[i];
    }
    thread.has_added = false;
  }
}

std::uint64_t CohortWork::memory_bytes() const {
  std::uint64_t bytes = 0;
  for (const std::vector<std::uint32_t>& rows : rows_) bytes += rows.capacity() * sizeof(rows[0]);
  return bytes;
}

}  // namespace spendlens::audit
