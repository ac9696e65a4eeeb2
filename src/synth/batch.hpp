#pragma once

#include <cstdint>
#include <vector>

#include "spendlens/ledger/segment_writer.hpp"
#include "spendlens/ledger/snapshot.hpp"
#include "spendlens/synth/model.hpp"
#include "synth/customer_order.hpp"

namespace spendlens::synth {

/// What a rank's customers take, added up. The sizes of all of them are asked for, with `num_threads` threads.
[[nodiscard]] ledger::SegmentPart part_of_customers(const CustomerModel& model, const CustomerOrder& order,
                                                    int num_threads);

/// Customers as the columns of a segment, generated in its order. Buffers are kept from batch to batch.
class GeneratedBatch {
 public:
  explicit GeneratedBatch(const CustomerModel& model)
      : model_(model), columns_(model.columns() | ledger::kRequiredColumns) {}

  /// Generates these customers with `num_threads` threads. Throws InternalError where the model makes something else
  /// than its sizes say.
  void fill(const CustomerOrder::Sorted& customers, int num_threads);

  [[nodiscard]] ledger::SegmentRun view() const;
  [[nodiscard]] std::uint64_t num_rows() const { return rows_.timestamp.size(); }

 private:
  void measure(const CustomerOrder::Sorted& customers);
  void place(std::size_t customer, std::uint64_t number, GeneratedCustomer& generated);
  void place_rows(std::size_t customer, GeneratedCustomer& generated);
  void place_joint(std::size_t customer, const GeneratedCustomer& generated);
  void place_accounts(std::size_t customer, std::uint64_t number, const GeneratedCustomer& generated);

  const CustomerModel& model_;
  ledger::ColumnSet columns_;          ///< with those that every segment has
  std::vector<std::uint64_t> offset_;  ///< of rows, n + 1
  std::vector<char> id_;
  std::vector<std::uint64_t> hash_, num_rows_, num_account_refs_;
  std::vector<Timestamp> first_timestamp_;
  ledger::TransactionRows rows_;
  std::vector<std::uint8_t> archetype_;
  std::vector<char> account_ref_;
  ledger::Snapshot snapshot_;
};

}  // namespace spendlens::synth
