#pragma once

#include <string>

#include "spendlens/audit/audit.hpp"
#include "spendlens/report/summary.hpp"

namespace spendlens::report {

/// What customers will be worth in a few lines, with what speaks against it; empty where it was not asked for.
[[nodiscard]] std::string clv_screen(const audit::AuditResult& result, const ScreenStyle& style);

}  // namespace spendlens::report
