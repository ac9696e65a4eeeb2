#pragma once

#include <cstdint>

#include "ledger/read/column_read.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/segment.hpp"

namespace spendlens::ledger {

/// Reads the attributes of a segment's customers in a range of prefixes, and its listed customers there, reusing
/// buffers; codes that are in no dictionary and listed customers out of their places are refused. Only pread. Returns
/// the bytes read.
std::uint64_t read_attributes(const Segment& segment, PrefixRange range, Refuse refuse, CustomerAttributes& into);

/// A batch's attributes are those of the customers of `part`, who are some of the batch's: gives the others those of
/// the listed customer that they are, or none. Listed customers of the batch are listed no more.
void spread_attributes(const Batch& part, Batch& batch);

}  // namespace spendlens::ledger
