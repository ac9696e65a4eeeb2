#pragma once

#include "spendlens/audit/audit.hpp"
#include "spendlens/audit/profile.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::audit {

/// Sets as-of, the two periods and the dates of cohorts, as the options say them or by default. Local. Throws UsageError
/// where the periods overlap.
void resolve_dates(const AuditOptions& options, const ledger::Ledger& ledger, FiscalYearStart fiscal,
                   AuditResult& result);

/// Sets what models of value are asked for; the dates are resolved. Local. Throws UsageError where the holdout leaves
/// nothing, or the profile gives parameters of another model.
void resolve_clv(const AuditOptions& options, const ClvRules& rules, AuditResult& result);

}  // namespace spendlens::audit
