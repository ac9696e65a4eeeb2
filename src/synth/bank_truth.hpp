#pragma once

#include <span>

#include "synth/bank_rows.hpp"

namespace spendlens::synth {

/// What a life's schedules say of it, beside what its rows came to and its accounts hold. No row is looked at.
[[nodiscard]] CustomerTruth truth_of(const BankWorld& world, const BankLife& life, const BankTotals& totals,
                                     std::span<const GeneratedAccount> accounts);

/// An amount of money of the counted days, in a month of 30.4375 days.
[[nodiscard]] Minor monthly(const BankWorld& world, const BankTotals& totals, Minor amount);

}  // namespace spendlens::synth
