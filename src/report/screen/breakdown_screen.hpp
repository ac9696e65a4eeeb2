#pragma once

#include <string>

#include "spendlens/audit/audit.hpp"
#include "spendlens/report/summary.hpp"

namespace spendlens::report {

/// The part of the screen on the parts of the base, the largest; empty without a breakdown.
[[nodiscard]] std::string breakdown_screen(const audit::AuditResult& result, const ScreenStyle& style);

}  // namespace spendlens::report
