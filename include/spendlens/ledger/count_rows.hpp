#pragma once

#include "spendlens/comm/communicator.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/ranges.hpp"

namespace spendlens::ledger {

/// What of the rows in a range counts. Reads the keys and timestamps of segments that overlap in time, and nothing
/// where none do. Local.
[[nodiscard]] CountedRows count_rows(const Ledger& ledger, PrefixRange range);

/// Tells the ledger what of all its rows counts, each rank having looked at a share; the same on every rank.
/// Collective.
void count_rows(comm::Communicator& communicator, Ledger& ledger);

}  // namespace spendlens::ledger
