#pragma once

#include <algorithm>
#include <cstring>
#include <span>

#include "spendlens/core/padded_text.hpp"

namespace spendlens::ledger {

using spendlens::text_at;

/// True where something follows the first NUL.
[[nodiscard]] inline bool has_more_behind(std::span<const char> padded, std::size_t width, std::size_t index) {
  const char* text = padded.data() + index * width;
  return std::any_of(text + ::strnlen(text, width), text + width, [](char c) { return c != '\0'; });
}

/// Bytewise order of two padded texts of any widths; below, equal to or above 0.
[[nodiscard]] inline int compare_padded(const char* left, std::size_t left_width, const char* right,
                                        std::size_t right_width) {
  const std::size_t common = std::min(left_width, right_width);
  const int order = std::memcmp(left, right, common);
  if (order != 0) return order;
  // Within the wider one the rest is padding, or makes it the longer text.
  if (left_width > common && left[common] != '\0') return 1;
  if (right_width > common && right[common] != '\0') return -1;
  return 0;
}

}  // namespace spendlens::ledger
