#pragma once

#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// Throws UsageError where two of the inputs are one file, however they are spelled (links of both kinds, standard
/// input), where one is a file that the import itself would write or remove, or where the segment's name is to come
/// from a file of rejects. Local, on one rank. Files that are not there are passed over.
void require_inputs_apart(const ImportOptions& options);

}  // namespace spendlens::ingest
