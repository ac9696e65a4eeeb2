#pragma once

#include <vector>

#include "spendlens/audit/audit.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::audit {

/// What readers of the ledger are to leave out, so that these conditions hold. Throws UsageError where the ledger has
/// no attribute or dimension of a name, or nobody in it the value. Local.
[[nodiscard]] ledger::RowFilter filter_of(const ledger::Ledger& ledger, const std::vector<RowCondition>& conditions);

}  // namespace spendlens::audit
