#include "store/hash_blocks.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace spendlens::store {

namespace {

/// Bytes that are read and hashed at a time: they stay in the second-level cache in between.
constexpr std::uint64_t kPieceBytes = 256 * 1024;

}  // namespace

std::uint64_t num_blocks(std::uint64_t file_bytes) {
  return file_bytes / BlockSums::kBlockBytes + (file_bytes % BlockSums::kBlockBytes != 0 ? 1 : 0);
}

std::vector<Digest> hash_blocks(const File& file, std::uint64_t file_bytes, ItemRange blocks) {
  std::vector<Digest> digests;
  std::vector<std::byte> buffer(std::min(file_bytes, kPieceBytes));
  DigestStream stream;
  for (std::uint64_t block = blocks.begin; block < blocks.end; ++block) {
    const std::uint64_t end = std::min((block + 1) * BlockSums::kBlockBytes, file_bytes);
    for (std::uint64_t offset = block * BlockSums::kBlockBytes; offset < end; offset += buffer.size()) {
      const std::span<std::byte> bytes = std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), end - offset));
      file.read_at(offset, bytes);
      stream.update(bytes);
    }
    digests.push_back(stream.finish());
  }
  return digests;
}

}  // namespace spendlens::store
