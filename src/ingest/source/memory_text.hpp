#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <utility>

#include "ingest/source/text_stream.hpp"

namespace spendlens::ingest {

/// Bytes in memory as a text to read. Local.
class MemoryText final : public TextStream {
 public:
  explicit MemoryText(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] std::size_t read(std::span<char> text) override {
    const std::size_t count = std::min(text.size(), text_.size() - position_);
    std::memcpy(text.data(), text_.data() + position_, count);
    position_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t position_ = 0;
};

}  // namespace spendlens::ingest
