#pragma once

#include <optional>
#include <string>

#include "audit/stage/run.hpp"

namespace spendlens::audit {

/// The attribute or dimension that a breakdown goes by. Of one that is both, the attribute. Throws UsageError where the
/// ledger has neither. Local.
[[nodiscard]] NamedColumn named_column(const ledger::Ledger& ledger, const char* option, const std::string& name);

/// Fixes the parts of the breakdown, where one is asked for, and which code is in which: with more values than are
/// parts of their own those are told by counting customers (of an attribute) or transactions (of a dimension).
/// Collective.
void choose_parts(Run& run);

}  // namespace spendlens::audit
