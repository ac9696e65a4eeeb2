#pragma once

#include <string>
#include <vector>

namespace spendlens::ingest {

/// The files that names on a command line stand for, in their order: of a directory the Parquet files below it, of a
/// pattern (`*`, `?`, `[...]`, and `**` for any number of folders) those that it matches, both in the order of their
/// paths; any other name stands for itself. Names that begin with a dot or a `_` are passed over in folders.
/// Throws InputError for a directory without a Parquet file or with others, and for a pattern that nothing matches;
/// IoError. Local.
[[nodiscard]] std::vector<std::string> expand_paths(const std::vector<std::string>& given);

/// Whether a name is a pattern: it has one of these characters, and there is no file of just that name.
[[nodiscard]] bool is_pattern(const std::string& path);

}  // namespace spendlens::ingest
