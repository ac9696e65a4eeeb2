#include "spendlens/store/sealed_file.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "spendlens/core/error.hpp"
#include "spendlens/store/publish.hpp"

namespace spendlens::store {

namespace {

constexpr std::string_view kFormat = "spendlens-seal1\n";
constexpr std::size_t kSealedPieceBytes = 256 * 1024;

using Seal = std::array<std::uint64_t, 2>;

Seal seal_of(const Digest& sum) { return {sum.high, sum.low}; }

[[noreturn]] void refuse_sealed_file(const std::string& path, const char* what) {
  throw InputError(fmt::format("{} {}", path, what));
}

}  // namespace

SealedFileWriter::SealedFileWriter(std::string path) : path_(std::move(path)), file_(File::create(path_ + ".tmp")) {
  write(std::as_bytes(std::span(kFormat)));
}

SealedFileWriter::~SealedFileWriter() {
  if (!published_) remove_leftover(path_ + ".tmp");  // if it stays the next writer replaces it
}

void SealedFileWriter::write(std::span<const std::byte> bytes) {
  file_.write_at(size_, bytes);
  digest_.update(bytes);
  size_ += bytes.size();
}

void SealedFileWriter::publish() {
  const Seal seal = seal_of(digest_.finish());
  file_.write_at(size_, std::as_bytes(std::span(seal)));
  file_.sync();
  file_.close();
  rename_file(path_ + ".tmp", path_);
  published_ = true;
  sync_directory_of(path_);
}

SealedFileReader::SealedFileReader(const std::string& path) : file_(File::open_to_read(path)) {
  const std::uint64_t size = file_.size();
  if (size < kFormat.size() + sizeof(Seal)) refuse_sealed_file(path, "is cut off");
  end_ = size - sizeof(Seal);
  std::vector<std::byte> piece(std::min<std::uint64_t>(kSealedPieceBytes, end_));
  DigestStream digest;
  for (std::uint64_t offset = 0; offset < end_; offset += piece.size()) {
    const auto part = std::span(piece).first(std::min<std::uint64_t>(piece.size(), end_ - offset));
    file_.read_at(offset, part);
    if (offset == 0 && !std::ranges::equal(part.first(kFormat.size()), std::as_bytes(std::span(kFormat))))
      refuse_sealed_file(path, "is of another kind");
    digest.update(part);
  }
  Seal seal{};
  file_.read_at(end_, std::as_writable_bytes(std::span(seal)));
  if (seal != seal_of(digest.finish())) refuse_sealed_file(path, "does not match its checksum");
  offset_ = kFormat.size();
}

void SealedFileReader::read(std::span<std::byte> bytes) {
  if (bytes.size() > remaining()) refuse_sealed_file(file_.path(), "holds less than it says");
  file_.read_at(offset_, bytes);
  offset_ += bytes.size();
}

std::string read_sealed(const std::string& path) {
  SealedFileReader reader(path);
  std::string bytes(reader.remaining(), '\0');
  reader.read(std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

}  // namespace spendlens::store
