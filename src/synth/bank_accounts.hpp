#pragma once

#include <cstdint>
#include <vector>

#include "synth/bank_life.hpp"

namespace spendlens::synth {

/// Each card, a student loan and a mortgage have one.
[[nodiscard]] std::uint16_t num_liabilities(const HeldAccounts& held);

/// The accounts of a life, in the order of their indexes, with balances that follow from what it spends in a month.
void make_accounts(const BankWorld& world, const BankLife& life, std::uint64_t number, Minor spent_monthly,
                   std::vector<GeneratedAccount>& accounts);

}  // namespace spendlens::synth
