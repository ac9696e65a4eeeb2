#pragma once

#include <string>

#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// What options of an import mean, as the command line and format files write them. Each throws UsageError that names
/// the option.

/// One character, `tab`, or a code of ASCII such as `\x01`; of `option` such as --delimiter.
[[nodiscard]] char dialect_character(const std::string& option, const std::string& text);

/// COLUMN=VALUE or COLUMN!=VALUE.
[[nodiscard]] RowCondition row_condition(const std::string& text);

/// A currency's code of three letters, in any case, as it is stored.
[[nodiscard]] std::string currency_option(const std::string& text);

/// The characters of a dialect must differ.
void require_different_characters(const ImportOptions& options);

}  // namespace spendlens::ingest
