#pragma once

#include <string>

#include "spendlens/audit/audit.hpp"
#include "spendlens/report/summary.hpp"

namespace spendlens::report {

/// Lenses 3 to 5 in five lines, of the finest calendar unit that was asked for; nothing where none was, or nobody
/// bought.
[[nodiscard]] std::string cohorts_screen(const audit::AuditResult& result, const ScreenStyle& style);

}  // namespace spendlens::report
