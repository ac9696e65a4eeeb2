#pragma once

#include <string>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/aliases.hpp"

namespace spendlens::ingest {

/// What --aliases may say beside the name of a file: that there are none.
inline constexpr const char* kNoAliases = "none";

/// Reads lines of `pattern,name,kind` (DEFINITIONS-SIGNALS 7.3). `name_for_errors` says which file it is. Throws
/// UsageError naming the file and the line. Local.
[[nodiscard]] Aliases parse_aliases(const std::string& text, const std::string& name_for_errors,
                                    bool is_shipped = false);

/// Those of a file, which rank 0 reads; empty: those that the program brings along; kNoAliases: none. Collective.
/// Throws UsageError, IoError on all ranks.
[[nodiscard]] Aliases load_aliases(comm::Communicator& communicator, const std::string& path);

}  // namespace spendlens::ingest
