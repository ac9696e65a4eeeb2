#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace spendlens::ingest {

/// The positions of the characters that cut a CSV text: delimiters, line feeds and quotes, found many at a time.
/// Local; one object for one text after the other.
class FieldIndex {
 public:
  /// Text that is looked at in one go: its places fit the first-level cache.
  static constexpr std::size_t kPieceBytes = std::size_t{16} << 10;

  explicit FieldIndex(char delimiter) : delimiter_(delimiter), places_(kPieceBytes + kLaneBytes) {}

  /// Looks at `text`, at most kPieceBytes.
  void index(std::string_view text);

  /// Their places, ascending. Good until the next index().
  [[nodiscard]] std::span<const std::uint32_t> places() const { return std::span(places_).first(num_places_); }
  /// Whether all bytes are ASCII and none is NUL: then any part of the text is valid UTF-8.
  [[nodiscard]] bool is_plain() const { return plain_; }

 private:
  static constexpr std::size_t kLaneBytes = 64;

  void look_at_lane(const char* text, std::uint32_t begin);

  char delimiter_;
  bool plain_ = true;
  std::size_t num_places_ = 0;
  std::vector<std::uint32_t> places_;
};

}  // namespace spendlens::ingest
