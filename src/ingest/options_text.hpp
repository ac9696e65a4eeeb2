#pragma once

#include <string>

#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// How the options say that the input is read, in the words of the command line, those that are as by default left out;
/// the sign convention always stands there. What they say of files, memory and rejects is not part of it. At most 4,000
/// bytes.
[[nodiscard]] std::string options_text(const ImportOptions& options);

}  // namespace spendlens::ingest
