#pragma once

#include <string>

namespace spendlens::ingest {

/// Reads standard input to its end into a new file. Local. Throws IoError.
void copy_standard_input(const std::string& path);

/// Throws IoError where this process copied standard input and its end was not the end of what was sent, for a launcher
/// that is told to end closes its ranks' standard input before it ends them. Asked before anything is published; waits
/// for what is left of the seconds in which the launcher would have ended this process. Local; nothing where standard
/// input was not read.
void require_whole_standard_input();

}  // namespace spendlens::ingest
