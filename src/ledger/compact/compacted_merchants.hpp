#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/core/aliases.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ledger {

/// The merchants of folded segments as the new one has them.
struct CompactedMerchants {
  std::vector<std::string> texts;
  std::vector<std::uint32_t> code;  ///< of each merchant of the ledger, kNoMerchant: none; empty: they stay as they are
  MerchantFacts facts;
};

/// As they are or, with `rules`, named anew: the texts of raw segments by the rule and the aliases, what is a key
/// already by the aliases alone. Throws InputError where segments disagree on how their merchants came to their names
/// and no rules are given, UsageError where texts are asked for that are gone. Local.
[[nodiscard]] CompactedMerchants merchants_of_folded(const Ledger& folded, const PayeeRules* rules);

}  // namespace spendlens::ledger
