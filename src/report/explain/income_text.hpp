#pragma once

#include <string>

#include "spendlens/audit/explain.hpp"

namespace spendlens::report {

/// Why income is what it is in the longest window: what each stream comes to a month, and what else came in.
[[nodiscard]] std::string income_reason_part(const audit::Explanation& e);

/// What is due in the 30 days after the reference date, by date, and what is expected to come in.
[[nodiscard]] std::string due_part(const audit::Explanation& e);

}  // namespace spendlens::report
