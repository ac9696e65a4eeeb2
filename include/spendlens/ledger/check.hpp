#pragma once

#include <string>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::ledger {

/// Verifies one segment: every block against its sums, then what the format promises: customers ascend by (hash, id)
/// with the hash of their id, offsets start at 0, never decrease and end at the counts, a customer's rows are in order,
/// codes lie in their dictionaries, dictionaries ascend, amounts and timestamps are in range, account ids ascend,
/// accounts and liabilities are what a Snapshot can hold, first_timestamp, time range, counts and indexes are as the
/// columns say.
///
/// Collective; customers are dealt to the ranks. Throws InputError on all ranks, naming segment, row and what is wrong.
void check_segment(comm::Communicator& communicator, const Segment& segment);

}  // namespace spendlens::ledger
