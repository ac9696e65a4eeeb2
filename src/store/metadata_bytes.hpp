#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/store/file.hpp"

namespace spendlens::store {

/// The beginning of a file, in which all metadata of a file of ours lies, read as it is asked for. Nothing beyond the
/// first 16 MiB is given, and altogether no more than a few times what the metadata holds: whatever a damaged file
/// says, reading it ends. Local.
class MetadataBytes {
 public:
  /// `file` must outlive this object.
  explicit MetadataBytes(const File& file);

  [[nodiscard]] std::uint64_t file_bytes() const { return file_bytes_; }
  [[nodiscard]] const std::string& path() const { return file_.path(); }

  /// The bytes [offset, offset + length), until the next call. Throws InputError where they are not the metadata's.
  [[nodiscard]] const std::byte* at(std::uint64_t offset, std::uint64_t length);

 private:
  const File& file_;
  std::uint64_t file_bytes_;
  std::uint64_t limit_;
  std::uint64_t given_ = 0;
  std::vector<std::byte> loaded_;
};

/// Reads little-endian numbers and texts one after the other from a range of the metadata, never beyond its end.
class MetadataCursor {
 public:
  /// Throws InputError where [begin, begin + length) does not lie in the metadata.
  MetadataCursor(MetadataBytes& bytes, std::uint64_t begin, std::uint64_t length);

  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] std::uint64_t remaining() const { return end_ - position_; }

  /// A number of 1 to 8 bytes.
  [[nodiscard]] std::uint64_t number(unsigned width);
  [[nodiscard]] std::uint8_t byte() { return static_cast<std::uint8_t>(number(1)); }
  [[nodiscard]] std::string text(std::uint64_t length);
  void skip(std::uint64_t length);
  /// The next `length` bytes as a range of their own, which are passed over here.
  [[nodiscard]] MetadataCursor part(std::uint64_t length);

 private:
  std::uint64_t take(std::uint64_t length);

  MetadataBytes* bytes_;
  std::uint64_t position_;
  std::uint64_t end_;
};

}  // namespace spendlens::store
