#pragma once

#include <vector>

#include "synth/bank_life.hpp"

namespace spendlens::synth {

/// What the rows of a life come to.
struct BankTotals {
  Day first = 0;              ///< date of the first posted row
  Day counted_from = 0;       ///< first of the dates that the sums are of: those of 12 months that the life has
  Minor spent = 0;            ///< spending less refunds
  Minor unsteady_income = 0;  ///< of irregular payers and those whose amounts differ widely
};

/// True where what goes out by such a schedule is spent: no saving, no payment to a card of one's own.
[[nodiscard]] bool is_spending(StreamKind kind);
/// True where a payer's amounts or dates are not to be relied on.
[[nodiscard]] bool is_unsteady(const Flow& flow);

/// Appends exactly life.rows rows.
BankTotals make_rows(const BankWorld& world, const BankLife& life, std::uint64_t number,
                     std::vector<GeneratedRow>& rows);

}  // namespace spendlens::synth
