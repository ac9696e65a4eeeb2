#pragma once

#include "spendlens/ledger/segment_writer.hpp"

/// What a segment writer asks of those who use it. All calls throw InternalError where it does not hold. Local.
namespace spendlens::ledger {

/// Whether dictionaries, dimensions, attributes and widths are what a segment can have. `totals` are of all ranks.
void require_metadata(const SegmentMetadata& facts, const SegmentPart& totals);

/// Whether the run has the columns of `stored`, each as long as its customers and rows ask for.
void require_run(const SegmentRun& run, ColumnSet stored);

}  // namespace spendlens::ledger
