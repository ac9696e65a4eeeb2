#pragma once

#include <string>

#include "spendlens/ingest/import.hpp"

namespace spendlens::jobs {

/// Prints what an import read, stored and rejected, kind by kind, for people.
void show_import(const ingest::ImportReport& report, const ingest::ImportOptions& options);

/// Why an import whose rejects are too many published nothing, in one line.
[[nodiscard]] std::string rejected_text(const ingest::ImportReport& report, const ingest::ImportOptions& options);

}  // namespace spendlens::jobs
