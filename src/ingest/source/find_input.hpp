#pragma once

#include <string>
#include <string_view>

#include "ingest/source/block_source.hpp"
#include "ingest/source/file_formats.hpp"
#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// A file as it was named, with its kind by its first bytes; standard input is copied into `directory`. Local. Throws
/// InputError where it is no file of a kind that can be read.
[[nodiscard]] InputFile find_input(const std::string& path, RecordKind records, const ImportOptions& options,
                                   const std::string& directory);

/// Says what the file is and what to do with it; `within` names what it was found in, as ", within gzip". Local.
[[noreturn]] void refuse_format(const InputFile& file, const OtherFormat& format, std::string_view within);

}  // namespace spendlens::ingest
