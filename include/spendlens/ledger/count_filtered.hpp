#pragma once

#include "spendlens/comm/communicator.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::ledger {

/// Reads the columns that the ledger's filter looks at and tells the ledger what is left, as if there were nothing
/// else: transactions, dates, customers, accounts. Does nothing without a filter. Collective.
/// Throws InputError, IoError on all ranks alike.
void count_filtered(comm::Communicator& communicator, Ledger& ledger);

}  // namespace spendlens::ledger
