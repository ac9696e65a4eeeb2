#pragma once

#include <string>

#include "ingest/parse/text_rules.hpp"
#include "spendlens/comm/communicator.hpp"
#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// Reads lines of `code,category`. Throws UsageError naming the file and the line. Local.
[[nodiscard]] CategoryCodes parse_category_codes(const std::string& text, const std::string& name_for_errors);

/// What the options say of merchants and categories; rank 0 reads the files. Collective. Throws UsageError, IoError on
/// all ranks.
[[nodiscard]] TextRules load_text_rules(comm::Communicator& communicator, const ImportOptions& options);

}  // namespace spendlens::ingest
