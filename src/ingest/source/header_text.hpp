#pragma once

#include <string>
#include <vector>

#include "ingest/csv/record_scanner.hpp"
#include "ingest/source/block_source.hpp"
#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// The names of a text file's columns, which are their numbers where it has no header; sets its encoding, and where its
/// records begin. Local. Throws InputError.
[[nodiscard]] std::vector<std::string> read_header(InputFile& file, const RecordScanner& scanner,
                                                   const ImportOptions& options);

}  // namespace spendlens::ingest
