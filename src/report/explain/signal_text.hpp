#pragma once

#include <string>

#include "spendlens/signals/summaries.hpp"

namespace spendlens::report {

/// A signal's value for a person, with its unit: "1,234.50", "63.2 %", "4.2 months", "yes", "monthly"; "unknown".
/// The value is that of the first customer of a table.
[[nodiscard]] std::string signal_text(const signals::SignalTable& table, std::size_t signal,
                                      const signals::SignalProfile& profile);

/// What amounts are in: the currency's code, or that none was stated.
[[nodiscard]] std::string currency_text(const std::string& currency);

/// A number with at most two decimals and thousands separated.
[[nodiscard]] std::string number_text(double value);

}  // namespace spendlens::report
