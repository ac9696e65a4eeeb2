#pragma once

#include "audit/settings/settings.hpp"
#include "spendlens/audit/audit.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::audit {

/// What of signals and personas can be known of a ledger, by its columns, categories and accounts; neither where signals
/// are not asked for. Local.
[[nodiscard]] SignalScope scope_of(const Settings& settings, const ledger::Ledger& ledger, bool signals_asked = true);

}  // namespace spendlens::audit
