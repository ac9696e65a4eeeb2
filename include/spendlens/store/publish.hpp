#pragma once

#include <string>

namespace spendlens::store {

/// Until the names in the directory of `path` are on the disk. Local. Throws IoError.
void sync_directory_of(const std::string& path);

/// Brings a text about under its final name, whole or not at all, as OutputFile does. On the disk when it returns. Local.
/// Throws IoError; the temporary is gone then.
void publish_text(const std::string& path, const std::string& text);

}  // namespace spendlens::store
