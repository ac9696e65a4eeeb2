#pragma once

#include <string>

#include "spendlens/audit/explain.hpp"

namespace spendlens::report {

/// The streams of a customer's payments in words: income, then what is paid, each with its dates, what is due next and
/// what changed; then own transfers. Ends with a line break.
[[nodiscard]] std::string streams_part(const audit::Explanation& explanation);

}  // namespace spendlens::report
