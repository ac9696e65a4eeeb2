#pragma once

#include <string>

namespace spendlens::ingest {

/// Reads standard input to its end into a new file. Local. Throws IoError, also where its end is not the end of what was sent: a
/// launcher that is told to end closes its ranks' standard input before it ends them.
void copy_standard_input(const std::string& path);

}  // namespace spendlens::ingest
