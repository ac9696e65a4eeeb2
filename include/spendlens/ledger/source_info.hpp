#pragma once

#include <map>
#include <string>

#include "spendlens/ledger/schema.hpp"
#include "spendlens/store/block_sums.hpp"

namespace spendlens::ledger {

/// What a segment was made from stands beside it, as facts of its sums: the same rows make the same bytes, whatever
/// they were read from. The name is printable, and cut after 1,000 bytes.
[[nodiscard]] std::map<std::string, std::string> facts_of(const SourceInfo& source);

/// Empty, with 0 bytes, where nothing is said.
[[nodiscard]] SourceInfo source_of(const store::BlockSums& sums);

}  // namespace spendlens::ledger
