#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spendlens {

/// The whole text as a part of one line: each control character (C0, DEL, C1, line and paragraph separators, marks and overrides of
/// bidirectional text) and each fault of UTF-8 becomes a '?'. Nothing in it moves a terminal's cursor or breaks the line.
[[nodiscard]] std::string printable(std::string_view text);

/// A text of the input for a line of a report: shortened at a character's start, and printable().
[[nodiscard]] std::string readable(std::string_view text, std::size_t most_bytes = 60);

[[nodiscard]] constexpr bool is_control(char c) { return (c >= 0 && c < ' ') || c == 0x7F; }

/// What somebody wrote, for a message that refuses it: in quotes, the first `most_bytes` of it.
[[nodiscard]] std::string quoted(const std::string& text, std::size_t most_bytes = 80);

}  // namespace spendlens
