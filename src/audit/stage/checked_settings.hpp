#pragma once

#include "audit/settings/settings.hpp"
#include "spendlens/audit/audit.hpp"
#include "spendlens/comm/communicator.hpp"

namespace spendlens::audit {

/// The profile and the registries that the options name, checked against the options before any row is read. Collective.
/// Throws UsageError, InputError.
[[nodiscard]] Settings checked_settings(comm::Communicator& communicator, const AuditOptions& options);

}  // namespace spendlens::audit
