#pragma once

#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/row_filter.hpp"

namespace spendlens::ledger {

/// Leaves out what the filter does not keep. The batch holds the filter's columns, and where it is of orders the
/// snapshot if the ledger has one.
void filter_batch(const RowFilter& filter, Batch& batch);

}  // namespace spendlens::ledger
