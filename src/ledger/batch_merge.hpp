#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ledger/account_refs.hpp"
#include "ledger/batch_slice.hpp"
#include "ledger/customer_union.hpp"

namespace spendlens::ledger {

/// Merges slices of several segments, whose codes are the ledger's and whose wanted columns are all there. Its buffers
/// are reused from call to call.
class BatchMerge {
 public:
  /// Changes the slices' accounts to indexes among the customer's ids of all slices.
  /// `in_order`: rows are merged in a segment's order; otherwise a customer's rows follow each other segment by segment. Ids of the result are `id_width` wide.
  void run(std::span<Batch> slices, std::uint32_t id_width, bool in_order, Batch& into);

  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  /// Rows that lie together in a slice and go together into the result.
  struct Run {
    std::uint32_t slice = 0;
    std::uint64_t begin = 0;
    std::uint64_t length = 0;
  };
  struct RowKey {
    std::uint64_t key = 0;  ///< merchant and timestamp of the row at `place`
    SlicePlace place;
  };

  void append_run(const Run& run);
  void merge_rows(std::span<const Batch> slices, std::span<const SlicePlace> places);
  void add_customer(std::span<Batch> slices, std::span<const SlicePlace> places, bool in_order, Batch& into);
  template <class T>
  void gather(std::span<const Batch> slices, std::vector<T> Batch::*column, std::uint64_t first_row, Batch& into) const;

  CustomerUnion customers_;
  std::vector<Run> runs_;  ///< of the customers at hand
  std::vector<RowKey> keys_;  ///< of the customer at hand
  AccountUnion accounts_;
  std::uint64_t num_rows_ = 0;
};

}  // namespace spendlens::ledger
