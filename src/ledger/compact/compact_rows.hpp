#pragma once

#include <cstdint>
#include <vector>

#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/segment_writer.hpp"

namespace spendlens::ledger {

/// What a rank that folds these prefixes will append; tells `folded` how many customers they have. Local.
[[nodiscard]] SegmentPart count_folded(Ledger& folded, PrefixRange range, std::uint64_t memory_bytes);

/// Appends the rows of these prefixes in batches that, with what is read ahead, take about `memory_bytes`.
/// `merchant_code`: of the ledger's merchants those of the new segment, kNoMerchant: none; empty: they are the same. Local.
void append_folded(SegmentWriter& writer, const Ledger& folded, PrefixRange range, std::uint64_t memory_bytes,
                   const std::vector<std::uint32_t>& merchant_code);

}  // namespace spendlens::ledger
