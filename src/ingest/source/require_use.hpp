#pragma once

#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// Throws UsageError where the options name files or columns that cannot go together. Local; looks at no file.
void require_use(const ImportOptions& options);

}  // namespace spendlens::ingest
