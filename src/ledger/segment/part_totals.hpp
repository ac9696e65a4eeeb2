#pragma once

#include "spendlens/comm/communicator.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ledger {

/// The columns of SegmentPart::wide that any rank has. Collective.
[[nodiscard]] ColumnSet of_any_rank(comm::Communicator& communicator, ColumnSet columns);

/// What all ranks are about to write, from what each of them is. Collective.
[[nodiscard]] SegmentPart totals_of(comm::Communicator& communicator, const SegmentPart& part);

}  // namespace spendlens::ledger
