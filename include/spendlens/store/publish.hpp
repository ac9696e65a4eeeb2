#pragma once

#include <string>

namespace spendlens::store {

/// Until the names in the directory of `path` are on the disk. Local. Throws IoError.
void sync_directory_of(const std::string& path);

/// Brings a text of the program's own about under its final name, whole or not at all. On the disk when it returns.
/// Local. Throws IoError; InputError where something else than a plain file has the name. The temporary is gone then.
void publish_text(const std::string& path, const std::string& text);

/// The same of a text that a user wants there, which may be a pipe or a device: as OutputFile does. Local. Throws
/// IoError.
void write_text(const std::string& path, const std::string& text);

}  // namespace spendlens::store
