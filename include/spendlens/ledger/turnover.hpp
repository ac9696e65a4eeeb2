#pragma once

#include <string>

#include "spendlens/core/money.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::ledger {

/// The sum of a segment's amounts without their signs, above kMaxTurnover perhaps less than it is. Reads all amounts
/// where the segment does not store it. Local. Throws InputError where the segment is damaged.
[[nodiscard]] uint128 turnover_of(const Segment& segment);

/// The same of a ledger's segments but for the one of this name. Local.
[[nodiscard]] uint128 turnover_beside(const Ledger& ledger, const std::string& name);

}  // namespace spendlens::ledger
