#pragma once

#include "ledger/compact/compacted_merchants.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ledger {

/// What a segment is that holds all of these: the columns and dictionaries of all, their imports' counts added up, of
/// accounts and liabilities those of the snapshot that counts; `merchants` are its merchants. Local. Throws InputError
/// where counts are damaged.
[[nodiscard]] SegmentMetadata facts_of_folded(const Ledger& folded, const CompactedMerchants& merchants);

}  // namespace spendlens::ledger
