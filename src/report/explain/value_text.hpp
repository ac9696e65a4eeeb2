#pragma once

#include <string>

#include "spendlens/audit/explain.hpp"

namespace spendlens::report {

/// What the customer will be worth, and the arithmetic; empty where the audit does not say.
[[nodiscard]] std::string value_text(const audit::Explanation& explanation);

}  // namespace spendlens::report
