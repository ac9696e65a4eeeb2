#pragma once

#include <string>

#include "spendlens/audit/plan.hpp"

namespace spendlens::report {

/// A plan for people: lines of at most 100 characters, with units and grouped thousands.
[[nodiscard]] std::string plan_screen(const audit::AuditPlan& plan);

/// The same for programs: JSON in lines. Local.
[[nodiscard]] std::string plan_json(const audit::AuditPlan& plan);

}  // namespace spendlens::report
