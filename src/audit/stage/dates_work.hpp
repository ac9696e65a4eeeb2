#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audit/checkpoint/aggregates.hpp"
#include "audit/stage/activity_cuts.hpp"
#include "audit/stage/run.hpp"
#include "spendlens/cohorts/partial_series.hpp"
#include "spendlens/core/parallel.hpp"

namespace spendlens::audit {

struct BatchResults;
class CohortWork;

/// RFM and Lenses 3 to 5 of the runs of several dates, of one reading of each customer's rows.
class DatesWork {
 public:
  /// The runs outlive it.
  explicit DatesWork(std::span<const Run> runs);
  ~DatesWork();

  /// Where what is found as of the next of the dates goes, in the order of the runs. Both outlive this.
  void add_target(BatchResults& results, CohortWork& cohorts) { targets_.push_back({&results, &cohorts}); }

  /// Whether Lenses 3 to 5 are its work; else they are each date's own.
  [[nodiscard]] bool has_cohorts() const { return !granularities_.empty(); }
  [[nodiscard]] Day last_reference() const { return rules_.back().reference; }

  /// Finds customers [customers.begin, customers.end) of a batch, for whom the targets have room; the columns are
  /// theirs. `parts`: of each customer, or none. Several threads may at once, each with a number of its own. Throws
  /// InputError that counts customers from the first of `columns`.
  void compute(const cohorts::CohortColumns& columns, std::span<const std::uint8_t> parts, ItemRange customers,
               std::size_t thread);

  /// Moves what the threads have added up of Lenses 3 to 5 into the sums of each run, in their order.
  void collect(std::span<Aggregates* const> sums);

 private:
  struct Thread;
  struct Target {
    BatchResults* results;
    CohortWork* cohorts;
  };

  void read_customer(const cohorts::CohortColumns& columns, std::span<const std::uint8_t> parts, std::uint64_t customer,
                     std::size_t place, Thread& own) const;
  void write_date(std::size_t run, ItemRange customers, const Thread& own) const;
  void sum_large_customer(const cohorts::CohortColumns& columns, std::uint64_t customer, std::uint64_t row) const;
  [[nodiscard]] DateActivity activity_of(std::size_t run, ItemRange customers) const;

  std::vector<DatePeriods> dates_;           ///< of each run
  std::vector<cohorts::CohortRules> rules_;  ///< ascending by reference
  std::vector<std::size_t> run_of_rules_;
  std::vector<std::size_t> rules_of_run_;
  std::vector<Granularity> granularities_;
  std::vector<Target> targets_;
  std::vector<Thread> threads_;
};

}  // namespace spendlens::audit
