#pragma once

#include <cstdint>
#include <span>

#include "ledger/read/batch_slice.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::ledger {

/// Marks the rows of accounts that a snapshot knows as of some subtypes.
class AccountRowMask {
 public:
  /// The snapshot must stay.
  AccountRowMask(const Snapshot& snapshot, std::uint32_t subtypes) : snapshot_(snapshot), subtypes_(subtypes) {}

  /// No row is marked yet.
  static void clear(Batch& slice);

  /// Those of a customer, who is `owner` in the snapshot and at these places in slices.
  void mark(std::size_t owner, std::span<const SlicePlace> places, std::span<Batch> slices) const;

 private:
  const Snapshot& snapshot_;
  std::uint32_t subtypes_;
};

}  // namespace spendlens::ledger
