#pragma once

#include <nlohmann/json.hpp>

#include "spendlens/audit/audit.hpp"

namespace spendlens::report {

using Json = nlohmann::ordered_json;

/// The keys `signals` and `personas` of summary.json: by window ("30d"), beside what does not depend on it.
[[nodiscard]] Json signals_json(const audit::AuditResult& result);
[[nodiscard]] Json personas_json(const audit::AuditResult& result);

}  // namespace spendlens::report
