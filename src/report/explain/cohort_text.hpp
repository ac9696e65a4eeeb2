#pragma once

#include <string>

#include "spendlens/audit/explain.hpp"

namespace spendlens::report {

/// The customer beside its cohorts, on the screen; nothing where there are none.
[[nodiscard]] std::string cohorts_part(const audit::Explanation& e);

}  // namespace spendlens::report
