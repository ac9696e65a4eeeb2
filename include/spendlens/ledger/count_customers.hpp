#pragma once

#include <cstdint>
#include <vector>

#include "spendlens/ledger/ledger.hpp"

namespace spendlens::ledger {

/// How many distinct customers each prefix of a range has. Reads ids and hashes where there are several segments.
/// Local.
[[nodiscard]] std::vector<std::uint32_t> customers_by_prefix(const Ledger& ledger, PrefixRange range);

/// How many distinct customers the ledger has in a range of prefixes. Reads ids only where there are several segments.
/// Local.
[[nodiscard]] std::uint64_t count_customers(const Ledger& ledger, PrefixRange range);

}  // namespace spendlens::ledger
