#pragma once

#include "audit/stage/run.hpp"

namespace spendlens::audit {

/// Fills what the result says of its ledger and of what it was asked for, before a row is read. The dates are resolved.
/// Local. Throws UsageError where the ledger lacks what the options name.
void describe(Run& run);

}  // namespace spendlens::audit
