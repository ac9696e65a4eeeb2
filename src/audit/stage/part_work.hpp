#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "audit/stage/run.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/ranges.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::audit {

/// Puts the customers of one batch after the other into the parts of the base; of a dimension with the activity of each
/// part's orders. Does nothing where no breakdown is asked for. Its buffers are reused.
class PartWork {
 public:
  explicit PartWork(Run& run) : run_(run) {}

  /// Beside what the batch's results take.
  [[nodiscard]] ledger::BatchCost cost() const;
  [[nodiscard]] std::uint64_t memory_bytes() const;

  /// `activity` and `row_class` are what was found of the batch; appends to the run's PartState.
  void add(const ledger::Batch& batch, const std::array<rfm::ActivityTable, 2>& activity,
           std::span<const std::uint8_t> row_class, std::vector<PartSums>& sums);

 private:
  void add_customers(const ledger::Batch& batch, const std::array<rfm::ActivityTable, 2>& activity,
                     std::vector<PartSums>& sums);
  void split_customer(const ledger::Batch& batch, std::size_t customer, std::span<const std::uint8_t> row_class);
  void summarize();
  void append(std::vector<PartSums>& sums);
  void append_cohorts();

  Run& run_;
  /// The batch's rows by customer and part: an entry for each pair that has rows
  std::vector<std::uint8_t> part_;
  std::vector<std::uint64_t> offset_;
  std::vector<Timestamp> timestamp_;
  std::vector<Minor> amount_;
  std::vector<std::uint8_t> row_class_;
  std::vector<std::uint8_t> bought_before_;
  std::vector<std::uint8_t> group_;
  std::vector<std::uint32_t> recency_;
  std::array<rfm::ActivityTable, 3> activity_;  ///< of the periods, and of all days up to as-of where cohorts are kept
  std::array<std::uint64_t, kMaxValueParts + 2> next_{};  ///< of the customer at hand, by part
  std::vector<std::uint8_t> touched_;
};

}  // namespace spendlens::audit
