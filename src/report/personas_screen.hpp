#pragma once

#include <string>

#include "spendlens/audit/audit.hpp"

namespace spendlens::report {

/// The part of the summary screen about personas and signals.
[[nodiscard]] std::string personas_screen(const audit::AuditResult& result);

}  // namespace spendlens::report
