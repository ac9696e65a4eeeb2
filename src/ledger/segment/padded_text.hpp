#pragma once

#include <algorithm>
#include <cstdint>
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

/// Whether two padded texts of one width are the same. Ids mostly have 8 to 16 bytes and differ at their end.
[[nodiscard]] inline bool same_padded(const char* left, const char* right, std::size_t width) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  const auto differ = [&](std::size_t at) {
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::memcpy(&a, left + at, kWord);
    std::memcpy(&b, right + at, kWord);
    return a ^ b;
  };
  if (width < kWord || width > 2 * kWord) return std::memcmp(left, right, width) == 0;
  return (differ(width - kWord) | differ(0)) == 0;
}

/// Whether none of the bytes is NUL.
[[nodiscard]] inline bool has_no_nul(const char* text, std::size_t width) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  if (width < kWord) return std::memchr(text, '\0', width) == nullptr;
  std::uint64_t zeros = 0;
  for (std::size_t at = 0; at < width; at += kWord) {
    std::uint64_t word = 0;
    std::memcpy(&word, text + std::min(at, width - kWord), kWord);
    zeros |= (word - 0x0101'0101'0101'0101) & ~word & 0x8080'8080'8080'8080;
  }
  return zeros == 0;
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

/// Whether two padded texts of any widths are the same.
[[nodiscard]] inline bool same_text(const char* left, std::size_t left_width, const char* right,
                                    std::size_t right_width) {
  return left_width == right_width ? same_padded(left, right, left_width)
                                   : compare_padded(left, left_width, right, right_width) == 0;
}

}  // namespace spendlens::ledger
