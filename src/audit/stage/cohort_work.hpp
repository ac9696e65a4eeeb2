#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/cohorts/partial.hpp"
#include "spendlens/core/parallel.hpp"

namespace spendlens::audit {

/// Lenses 3 to 5 while rows stream by: what each thread adds up, and every customer's cohort. Without granularities it
/// does nothing.
class CohortWork {
 public:
  /// `no_customers`: the partials of none, one a granularity, and as many again for each part of a CohortAttribute.
  /// Without threads it only has room for what is found elsewhere.
  CohortWork(const std::vector<cohorts::CohortPartial>& no_customers, std::size_t num_granularities, int num_threads);
  ~CohortWork();

  /// Makes room for the customers of a batch.
  void resize(std::size_t num_customers);

  /// Adds customers [customers.begin, customers.end) of a batch; `columns` are theirs. May be called from several
  /// threads at once, each with a number of its own. `parts`: of each customer, or none. Throws InputError that counts
  /// customers from the first of `columns`.
  void compute(const cohorts::CohortColumns& columns, std::span<const std::uint8_t> parts, ItemRange customers,
               std::size_t thread);

  /// The rows of some customers, for who finds them elsewhere.
  [[nodiscard]] std::span<std::uint32_t> rows_to_fill(std::size_t granularity, ItemRange customers) {
    return std::span(rows_[granularity]).subspan(customers.begin, customers.end - customers.begin);
  }

  /// Moves what the threads have added up into `sums`.
  void collect(std::vector<cohorts::CohortPartial>& sums);

  /// Each customer's row of the partial; by granularity.
  [[nodiscard]] std::span<const std::uint32_t> rows(std::size_t granularity) const { return rows_[granularity]; }
  [[nodiscard]] std::size_t num_granularities() const { return rows_.size(); }

  /// The memory of what is kept a customer of a batch; the sums do not grow with these.
  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  struct Thread;

  const std::vector<cohorts::CohortPartial>& no_customers_;
  std::vector<Thread> threads_;
  std::vector<std::vector<std::uint32_t>> rows_;
};

}  // namespace spendlens::audit
