#pragma once

#include <random>
#include <string>

#include "ingest/source/text_stream.hpp"

namespace spendlens::test {

/// A text as a whole, asked for in steps of so many bytes.
inline std::string read_in_steps(ingest::TextStream& text, std::size_t step) {
  std::string all;
  std::string part(step, '?');
  while (true) {
    const std::size_t count = text.read(part);
    all.append(part, 0, count);
    if (count < step) return all;
  }
}

/// Bytes that no compression makes shorter, always the same.
inline std::string noise(std::size_t length) {
  std::mt19937 random(6);
  std::string text(length, ' ');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

}  // namespace spendlens::test
