#pragma once

#include "audit/settings/settings.hpp"
#include "spendlens/audit/audit.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::audit {

/// What of signals and personas can be known of a ledger, by its columns, categories and accounts. Local.
[[nodiscard]] SignalScope scope_of(const Settings& settings, const ledger::Ledger& ledger);

/// Whether a signal (its place in the catalogue of the definitions) can be known of anybody in a window.
[[nodiscard]] bool can_be_known(std::size_t signal, const signals::Window& window, const signals::BankRules& rules,
                                const signals::LedgerKnowledge& knowledge);

}  // namespace spendlens::audit
