#pragma once

#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ledger {

/// Texts of a merchant that a segment keeps.
inline constexpr std::size_t kMaxJoinedTexts = 3;

/// What the segments of a ledger know of its merchants, by the ledger's codes: of each the kind
/// (Ledger::merchant_kinds), how many texts it stands for in the segment where they are most, and some of them. Rule
/// and aliases are those of the first segment that has merchants. Columns may be empty, as a segment's. Local; reads
/// the segments. Throws InputError for one that is damaged.
[[nodiscard]] MerchantFacts merchant_facts_of(const Ledger& ledger);

/// Codes of the merchants that stand for most texts, at least two each, the most first; of equal ones in their order.
[[nodiscard]] std::vector<std::uint32_t> most_joined(const std::vector<std::uint32_t>& num_texts, std::size_t most);

/// Keeps the texts of the kMaxJoinedMerchants that stand for most, of each the kMaxJoinedTexts smallest, in their
/// order.
void keep_most_joined(MerchantFacts& facts);

}  // namespace spendlens::ledger
