#include "store/metadata_bytes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "spendlens/core/error.hpp"
#include "spendlens/store/block_sums.hpp"

namespace spendlens::store {

namespace {

constexpr std::uint64_t kLoadBytes = 64 * 1024;

/// Each byte of sound metadata is given about twice: as a part of its message, and by itself.
constexpr std::uint64_t kMaxReadings = 8;

[[noreturn]] void refuse(const std::string& path, const char* what) {
  throw InputError(fmt::format("{}: {}; this is not a file of spendlens, or it is damaged", path, what));
}

}  // namespace

MetadataBytes::MetadataBytes(const File& file)
    : file_(file), file_bytes_(file.size()), limit_(std::min(file_bytes_, BlockSums::kBlockBytes)) {}

const std::byte* MetadataBytes::at(std::uint64_t offset, std::uint64_t length) {
  if (offset > limit_ || length > limit_ - offset) refuse(path(), "its metadata points outside of its beginning");
  given_ += length;
  if (given_ > kMaxReadings * limit_) refuse(path(), "its metadata says one thing in too many places");
  const std::uint64_t end = offset + length;
  if (end > loaded_.size()) {
    const std::size_t had = loaded_.size();
    loaded_.resize(std::min(limit_, std::max(end, had + std::max<std::uint64_t>(kLoadBytes, had))));
    file_.read_at(had, std::span(loaded_).subspan(had));
  }
  return loaded_.data() + offset;
}

MetadataCursor::MetadataCursor(MetadataBytes& bytes, std::uint64_t begin, std::uint64_t length)
    : bytes_(&bytes), position_(begin), end_(begin + length) {
  if (length > 0 && end_ < begin) refuse(bytes.path(), "its metadata points outside of its beginning");
}

std::uint64_t MetadataCursor::take(std::uint64_t length) {
  if (length > remaining()) refuse(bytes_->path(), "a part of its metadata ends early");
  const std::uint64_t begin = position_;
  position_ += length;
  return begin;
}

std::uint64_t MetadataCursor::number(unsigned width) {
  const std::byte* bytes = bytes_->at(take(width), width);
  std::uint64_t value = 0;
  for (unsigned i = 0; i < width; ++i) value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
  return value;
}

std::string MetadataCursor::text(std::uint64_t length) {
  const std::byte* bytes = bytes_->at(take(length), length);
  return {reinterpret_cast<const char*>(bytes), length};
}

void MetadataCursor::skip(std::uint64_t length) { (void)take(length); }

MetadataCursor MetadataCursor::part(std::uint64_t length) { return {*bytes_, take(length), length}; }

}  // namespace spendlens::store
