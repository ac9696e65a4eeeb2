#pragma once

#include <string>
#include <vector>

namespace spendlens::ledger {

/// The names of the segments in a ledger's directory, ascending, without `left_out` and without what a published
/// compacted segment replaces. Local. Throws InputError where there is no such directory or no segment in it, and where
/// an entry that looks like a segment is a symbolic link to nothing.
[[nodiscard]] std::vector<std::string> find_segments(const std::string& directory, const std::string& left_out);

/// What is in the directory at a moment, as text: it is another one once a segment was published or removed. Local.
[[nodiscard]] std::string state_of(const std::string& directory);

}  // namespace spendlens::ledger
