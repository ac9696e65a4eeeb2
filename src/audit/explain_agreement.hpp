#pragma once

#include "audit/result/result_reader.hpp"
#include "spendlens/audit/explain.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::audit {

/// Throws InputError where the result is told to be of another ledger than this by its numbers of rows and its
/// currency. Local.
void require_same_ledger(const ledger::Ledger& ledger, const ResultReader& result);

/// What the result keeps of the customer must be what the explanation came to: throws InputError where it is not.
/// Local.
void require_agreement(const ResultReader& result, const Explanation& explanation);

}  // namespace spendlens::audit
