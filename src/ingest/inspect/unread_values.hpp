#pragma once

#include <string>
#include <string_view>

#include "ingest/inspect/column_facts.hpp"
#include "ingest/inspect/synonyms.hpp"

namespace spendlens::ingest {

/// The column that by its name holds what the role says, and by its values does not; null: there is none.
[[nodiscard]] const ColumnFacts* unread_column(const Table& table, const Synonyms& synonyms, Role role);

/// Why a value that should be a time or an amount is none to import, and what to do: "; ..."; empty: that is not known.
[[nodiscard]] std::string why_no_time(std::string_view value);
[[nodiscard]] std::string why_no_amount(std::string_view value);

}  // namespace spendlens::ingest
