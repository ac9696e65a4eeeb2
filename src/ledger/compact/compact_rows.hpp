#pragma once

#include <cstdint>
#include <vector>

#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/segment_writer.hpp"

namespace spendlens::ledger {

/// What a rank that folds these prefixes will append; tells `folded` how many customers they have. Local.
[[nodiscard]] SegmentPart count_folded(Ledger& folded, PrefixRange range, std::uint64_t memory_bytes);

/// Appends the rows of these prefixes in batches that, with what is read ahead, take about `memory_bytes`.
/// `merchant_code`: of the ledger's merchants those of the new segment, kNoMerchant: none; empty: they are the same.
/// Local.
void append_folded(SegmentWriter& writer, const Ledger& folded, PrefixRange range, std::uint64_t memory_bytes,
                   const std::vector<std::uint32_t>& merchant_code);

/// A batch as a writer of segments takes it: a view of the batch, whose columns are those of the segment.
class BatchRun {
 public:
  /// `rows`: in place of the batch's own; null: these.
  BatchRun(const Batch& batch, ColumnSet columns, const TransactionRows* rows = nullptr);

  [[nodiscard]] const SegmentRun& run() const { return run_; }

 private:
  std::vector<std::uint64_t> num_rows_;
  std::vector<std::uint64_t> num_refs_;
  SegmentRun run_;
};

}  // namespace spendlens::ledger
