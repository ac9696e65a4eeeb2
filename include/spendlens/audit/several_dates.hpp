#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "spendlens/audit/audit.hpp"
#include "spendlens/audit/plan.hpp"
#include "spendlens/comm/communicator.hpp"

namespace spendlens::audit {

/// run_audit() as of several dates with one reading of the ledger. `options` differ in as_of and out alone, no two of
/// them alike; each leaves what a run of its own would, to the bit (run.json aside), all that was asked for: signals,
/// personas, cohorts and values too. `done` is called on every rank with a date's place and its result, once that is
/// published. Collective; throws as run_audit().
///
/// Memory: one run's batches for all; 30 bytes a customer, and what models of value keep, for each date.
/// Each date has a checkpoint in its own output; what all of them have finished is gone on from.
void run_audits(comm::Communicator& communicator, std::span<const AuditOptions> options,
                const std::function<void(std::size_t, AuditResult)>& done);

/// plan_audit() of such a run: the rows of the date that reads most, bytes and memory of all; dates and periods are
/// those of the first.
[[nodiscard]] AuditPlan plan_audits(comm::Communicator& communicator, std::span<const AuditOptions> options);

}  // namespace spendlens::audit
