#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "spendlens/core/hashing.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::store {

/// A file that is whole or not there: 16 bytes that name the format, what was written, the XXH3-128 of all of that.
/// Against accidents, not against an adversary.
///
/// Local. The bytes go to `path`.tmp; publish() puts them under the final name when they are on the disk. An object
/// that is destroyed unpublished removes its temporary. Throws IoError.
class SealedFileWriter {
 public:
  explicit SealedFileWriter(std::string path);
  ~SealedFileWriter();
  SealedFileWriter(const SealedFileWriter&) = delete;
  SealedFileWriter& operator=(const SealedFileWriter&) = delete;

  /// Appends.
  void write(std::span<const std::byte> bytes);

  /// Adds the sum, syncs, renames, syncs the directory.
  void publish();

 private:
  std::string path_;
  File file_;
  DigestStream digest_;
  std::uint64_t size_ = 0;
  bool published_ = false;
};

/// Reads such a file from its beginning. Local.
class SealedFileReader {
 public:
  /// Reads all of it once, to verify the sum. Throws InputError where the file is cut off, changed or of another kind,
  /// IoError where it cannot be read at all.
  explicit SealedFileReader(const std::string& path);

  /// The next bytes. Throws InputError where there are fewer.
  void read(std::span<std::byte> bytes);

  /// Bytes that are left to read.
  [[nodiscard]] std::uint64_t remaining() const { return end_ - offset_; }

 private:
  File file_;
  std::uint64_t offset_ = 0;
  std::uint64_t end_ = 0;
};

/// All of a small one.
[[nodiscard]] std::string read_sealed(const std::string& path);

}  // namespace spendlens::store
