#pragma once

#include <string>

#include "ingest/parse/text_rules.hpp"
#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// How the options say that the input is read, in the words of the command line, those that are as by default left out;
/// the sign convention always stands there. What they say of files, memory and rejects is not part of it. At most 4,000
/// bytes.
[[nodiscard]] std::string options_text(const ImportOptions& options);

/// 32 hexadecimal digits for all that decides, beside the bytes of the input, what an import makes of it: options,
/// lists of aliases and categories, the version of spendlens. Precondition: `options` have the columns that were read.
[[nodiscard]] std::string options_digest(const ImportOptions& options, const TextRules& rules);

}  // namespace spendlens::ingest
