#pragma once

#include <span>

#include "spendlens/signals/catalogue.hpp"

namespace spendlens::signals {

/// The signals of section 7, in the order of BankSignal.
[[nodiscard]] std::span<const SignalInfo> bank_signals();

}  // namespace spendlens::signals
