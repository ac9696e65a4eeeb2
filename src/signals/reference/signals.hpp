#pragma once

#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals::bank_reference {

/// Signals and streams of one customer by the definitions of section 7.
[[nodiscard]] SignalResults signals_of(const CustomerColumns& columns, Day reference, const BankRules& rules);

/// The same customer's rows, as list_row_stories().
[[nodiscard]] std::vector<RowStory> row_stories(const CustomerColumns& columns, Day reference, const BankRules& rules);

}  // namespace spendlens::signals::bank_reference
