#pragma once

#include <string>

namespace spendlens::report {

/// Writes a file by a temporary beside it, sync and rename: there is never half of it under its name. Local. Throws IoError.
void publish_text(const std::string& path, const std::string& text);

}  // namespace spendlens::report
