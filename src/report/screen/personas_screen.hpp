#pragma once

#include <string>

#include "spendlens/audit/audit.hpp"
#include "spendlens/report/summary.hpp"

namespace spendlens::report {

/// The part of the screen on personas: customers assigned and qualified by window, and how well a generated ledger's
/// archetypes were recovered.
[[nodiscard]] std::string personas_screen(const audit::AuditResult& result, const ScreenStyle& style);

}  // namespace spendlens::report
