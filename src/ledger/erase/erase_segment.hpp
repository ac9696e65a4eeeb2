#pragma once

#include "ledger/erase/erased_batch.hpp"
#include "ledger/erase/id_set.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::ledger {

/// Whether the segment holds one of the ids: as a customer, a listed one or whose joint account counts. Those that it
/// looks at are found; it may stop at the first. Local.
[[nodiscard]] bool holds_any(const Segment& segment, IdSet& ids);

/// What of a segment is gone, of all ranks.
struct ErasedSegment {
  ErasedRows rows;
  std::uint64_t texts = 0;
  std::uint64_t bytes_written = 0;  ///< of this rank
};

/// Writes the one segment of the ledger anew, without the customers. Collective.
[[nodiscard]] ErasedSegment rewrite_without(comm::Communicator& communicator, const Ledger& segment, IdSet& ids,
                                            std::uint64_t memory_bytes);

}  // namespace spendlens::ledger
