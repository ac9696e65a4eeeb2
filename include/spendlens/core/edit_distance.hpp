#pragma once

#include <cstddef>
#include <string_view>

namespace spendlens {

/// How many letters must be put in, taken out or replaced to make one text of the other (Levenshtein): for messages
/// that name the nearest known word.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace spendlens
