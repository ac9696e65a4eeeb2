#pragma once

#include <string>

#include "spendlens/audit/audit.hpp"
#include "spendlens/report/summary.hpp"

namespace spendlens::report {

/// The part of the screen on named segments: customers and revenue of each, now and before.
[[nodiscard]] std::string segments_screen(const audit::AuditResult& result, const ScreenStyle& style);

}  // namespace spendlens::report
