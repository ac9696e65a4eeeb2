#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace spendlens::ingest {

/// Texts as wide as the longest (at least 1), NUL-padded, one behind the other.
inline void pad_texts(const std::vector<std::string_view>& texts, std::uint32_t& width, std::vector<char>& padded) {
  std::size_t longest = 1;
  for (const std::string_view text : texts) longest = std::max(longest, text.size());
  width = static_cast<std::uint32_t>(longest);
  padded.assign(texts.size() * longest, '\0');
  for (std::size_t i = 0; i < texts.size(); ++i)
    std::copy(texts[i].begin(), texts[i].end(), padded.begin() + static_cast<std::ptrdiff_t>(i * longest));
}

/// The texts again, as views.
[[nodiscard]] inline std::vector<std::string_view> unpadded_texts(const std::vector<char>& padded,
                                                                  std::uint32_t width) {
  std::vector<std::string_view> texts;
  for (std::size_t begin = 0; begin < padded.size(); begin += width) {
    const std::string_view text(padded.data() + begin, width);
    texts.push_back(text.substr(0, text.find('\0')));
  }
  return texts;
}

}  // namespace spendlens::ingest
