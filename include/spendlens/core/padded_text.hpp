#pragma once

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace spendlens {

/// Text `index` of texts that are padded with NUL to `width` bytes each, without its padding; a view.
[[nodiscard]] inline std::string_view text_at(std::span<const char> padded, std::size_t width, std::size_t index) {
  const char* text = padded.data() + index * width;
  return {text, ::strnlen(text, width)};
}

/// Texts one after the other, each padded with NUL to `width` bytes. Precondition: none is longer.
template <class Texts>
[[nodiscard]] std::vector<char> padded_texts(const Texts& texts, std::size_t width) {
  std::vector<char> padded(texts.size() * width, '\0');
  char* to = padded.data();
  for (const auto& text : texts) {
    std::copy(text.begin(), text.end(), to);
    to += width;
  }
  return padded;
}

}  // namespace spendlens
