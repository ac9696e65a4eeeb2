#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spendlens {

/// A text of the input for a line of a report: shortened at a character's start, control characters and what is no
/// UTF-8 as '?', so that it harms no terminal and stays one line.
[[nodiscard]] std::string readable(std::string_view text, std::size_t most_bytes = 60);

}  // namespace spendlens
