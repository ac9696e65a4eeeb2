#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spendlens {

/// What moves a terminal's cursor, ends a line, or turns the direction of what follows: C0, DEL and C1, the separators
/// of lines and paragraphs, the marks and overrides of bidirectional text.
[[nodiscard]] constexpr bool is_unprintable(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/// The whole text as a part of one line: each unprintable character and each fault of UTF-8 becomes a '?'. Nothing in
/// it moves a terminal's cursor or breaks the line.
[[nodiscard]] std::string printable(std::string_view text);

/// A text of the input for a line of a report: shortened at a character's start, and printable().
[[nodiscard]] std::string readable(std::string_view text, std::size_t most_bytes = 60);

[[nodiscard]] constexpr bool is_control(char c) { return (c >= 0 && c < ' ') || c == 0x7F; }

/// What somebody wrote, for a message that refuses it: in quotes, the first `most_bytes` of it.
[[nodiscard]] std::string quoted(const std::string& text, std::size_t most_bytes = 80);

}  // namespace spendlens
