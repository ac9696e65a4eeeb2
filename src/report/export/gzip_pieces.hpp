#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace spendlens::report {

// By zlib, which reading gzip needs anyway; it can end a piece at a byte's border, which libdeflate cannot.

/// A part of a gzip file, deflated by itself: it refers to nothing before it and ends at a byte's border, so threads
/// may deflate different ones at once. Its bytes depend on the text alone.
struct GzipPiece {
  std::vector<std::byte> bytes;
  std::uint64_t text_bytes = 0;
  std::uint32_t crc = 0;  ///< CRC-32 of the text
};
[[nodiscard]] GzipPiece gzip_piece(std::span<const std::byte> text);

/// The bytes around pieces that make them one gzip file of one member: a head without name or time, and after the last
/// piece an end with sum and length.
class GzipFrame {
 public:
  [[nodiscard]] static std::vector<std::byte> head();
  void add(const GzipPiece& piece);
  [[nodiscard]] std::vector<std::byte> end() const;

 private:
  std::uint64_t text_bytes_ = 0;
  std::uint32_t crc_ = 0;
};

}  // namespace spendlens::report
