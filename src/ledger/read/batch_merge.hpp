#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ledger/read/account_refs.hpp"
#include "ledger/read/account_row_mask.hpp"
#include "ledger/read/batch_slice.hpp"
#include "ledger/read/customer_union.hpp"
#include "ledger/read/superseded_rows.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::ledger {

/// What a merge makes of slices.
struct MergeOrder {
  std::uint32_t id_width = 1;  ///< of the result
  /// Rows in a segment's order; otherwise a customer's rows follow each other segment by segment
  bool in_order = false;
  bool keys = false;                 ///< the result has the rows' keys
  bool accounts = false;             ///< the rows' accounts, as indexes among the customer's ids of all slices
  std::uint32_t snapshot_slice = 0;  ///< whose customers the snapshot is of that marks come from
  const AccountRowMask* marks = nullptr;
};

/// Merges slices of several segments, whose codes are the ledger's and whose wanted columns are all there. Its buffers
/// are reused from call to call.
class BatchMerge {
 public:
  /// `segments`: of the slices. Local.
  explicit BatchMerge(std::span<const Segment> segments) : superseded_(segments) {}

  /// Leaves out what a segment imported later tells again. Changes the accounts of the slices, where the result has
  /// some, and their marks.
  void run(std::span<Batch> slices, const MergeOrder& order, Batch& into);

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
  void append_rows(std::span<const Batch> slices, const SlicePlace& place);
  [[nodiscard]] Timestamp first_timestamp_of(std::span<const Batch> slices, std::span<const SlicePlace> places) const;
  void merge_rows(std::span<const Batch> slices, std::span<const SlicePlace> places);
  void mark_rows(std::span<Batch> slices, std::span<const SlicePlace> places) const;
  void add_customer(std::span<Batch> slices, std::span<const SlicePlace> places, Batch& into);
  template <class ColumnOf>
  void gather(std::span<const Batch> slices, const ColumnOf& column_of, std::uint64_t first_row, Batch& into) const;

  MergeOrder order_;
  CustomerUnion customers_;
  SupersededRows superseded_;
  bool is_any_superseded_ = false;  ///< of the rows of the customer at hand
  std::vector<Run> runs_;           ///< of the customers at hand
  std::vector<RowKey> keys_;        ///< of the customer at hand
  AccountUnion accounts_;
  std::uint64_t num_rows_ = 0;
};

}  // namespace spendlens::ledger
