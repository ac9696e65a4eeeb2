#pragma once

#include <string>
#include <string_view>

namespace spendlens::ingest {

/// A text as one word of a POSIX shell, in quotes where it needs them.
[[nodiscard]] std::string shell_quoted(std::string_view text);

}  // namespace spendlens::ingest
