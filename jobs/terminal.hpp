#pragma once

#include <string>

namespace spendlens::jobs {

/// Whether escape sequences (colours, a line that is written anew) may go to standard output or standard error. `color`
/// is
/// --color: always, never, or auto. The last is what NO_COLOR, then CLICOLOR_FORCE say; where both are silent, it is
/// whether `descriptor` is a terminal that knows them and no launcher stands between it and this process.
[[nodiscard]] bool takes_escape_sequences(int descriptor, const std::string& color);

}  // namespace spendlens::jobs
