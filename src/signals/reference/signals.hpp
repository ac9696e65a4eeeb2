#pragma once

#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals::bank_reference {

/// Signals and streams of one customer by the definitions of section 7.
[[nodiscard]] SignalResults signals_of(const CustomerColumns& columns, Day reference, const BankRules& rules);

}  // namespace spendlens::signals::bank_reference
