#pragma once

#include <string>
#include <vector>

#include "spendlens/audit/audit.hpp"

namespace spendlens::jobs {

/// What somebody must know who reads figures of periods that as-of has not seen to their end, or of an as-of that the
/// ledger has nothing of: a line each; empty where there is nothing to say.
[[nodiscard]] std::vector<std::string> period_warnings(const audit::AuditResult& result);

}  // namespace spendlens::jobs
