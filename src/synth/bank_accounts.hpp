#pragma once

#include <cstdint>
#include <vector>

#include "synth/bank_lifetime.hpp"

namespace spendlens::synth {

/// A card, a student loan and a mortgage have one each.
[[nodiscard]] std::uint16_t num_liabilities(const HeldAccounts& held);

/// The accounts of a life, in the order of their indexes, with balances that follow from what was spent in the steered
/// days.
void make_accounts(const ModelSettings& settings, const BankLife& life, std::uint64_t number, Minor spent,
                   std::vector<GeneratedAccount>& accounts);

}  // namespace spendlens::synth
