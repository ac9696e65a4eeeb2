#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spendlens {

/// A text of the input for a line of a report: shortened at a character's start, control characters and what is no
/// UTF-8 as '?', so that it harms no terminal and stays one line.
[[nodiscard]] std::string readable(std::string_view text, std::size_t most_bytes = 60);

[[nodiscard]] constexpr bool is_control(char c) { return (c >= 0 && c < ' ') || c == 0x7F; }

/// What somebody wrote, for a message that refuses it: in quotes, the first `most_bytes` of it.
[[nodiscard]] std::string quoted(const std::string& text, std::size_t most_bytes = 80);

}  // namespace spendlens
