#pragma once

#include <cstdint>

#include "ledger/read/column_read.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/segment.hpp"

namespace spendlens::ledger {

/// Reads the accounts and liabilities of some customers of a segment that has them, reusing buffers, and refuses
/// whatever a Snapshot cannot hold. has_interest is left. Only pread. Returns the bytes read.
std::uint64_t read_snapshot(const Segment& segment, ItemRange customers, Refuse refuse, Snapshot& into);

/// A batch's snapshot is that of the customers of `part`, who are some of the batch's: gives the others empty ranges.
void spread_snapshot(const Batch& part, Batch& batch);

}  // namespace spendlens::ledger
