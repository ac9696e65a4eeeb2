#pragma once

#include <string>

#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// How the values of the files were read, as options of the command line, where that is not the default: what a segment keeps of it.
[[nodiscard]] std::string options_text(const ImportOptions& options);

}  // namespace spendlens::ingest
