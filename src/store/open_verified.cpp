#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "spendlens/core/error.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"
#include "store/hash_blocks.hpp"

namespace spendlens::store {

namespace {

constexpr std::uint64_t kMaxSumBytes = std::uint64_t{1} << 30;  ///< that of 500 TB

/// The sums in a file; nothing where there is none. One that cannot be read is an error: it may be the one that counts.
std::optional<BlockSums> sums_at(const std::string& path) {
  const std::optional<File> file = File::open_if_there(path);
  if (!file) return std::nullopt;
  if (file->size() > kMaxSumBytes)
    throw InputError(fmt::format(
        "{} is not a sum file of spendlens: it is too long; write the file that it belongs to again", path));
  std::string text(file->size(), '\0');
  file->read_at(0, std::as_writable_bytes(std::span(text)));
  return BlockSums::parse(text, path);
}

std::string difference(const BlockSums& expected, std::uint64_t file_bytes) {
  if (file_bytes < expected.file_bytes)
    return fmt::format("is cut off: it has {} bytes of {}", file_bytes, expected.file_bytes);
  if (file_bytes > expected.file_bytes)
    return fmt::format("is too long: it has {} bytes instead of {}", file_bytes, expected.file_bytes);
  return "does not match its checksum: its first 16 MiB have changed";
}

bool metadata_matches(const BlockSums& expected, std::uint64_t file_bytes, const std::vector<Digest>& first) {
  return expected.file_bytes == file_bytes && (first.empty() || expected.blocks.front() == first.front());
}

/// Tells which of two sums that agree on a file's size and first block is the file's, by the first block in which they
/// differ: true where it is `one`.
bool later_blocks_match(const File& file, const BlockSums& one, const BlockSums& other) {
  const auto differ = std::mismatch(one.blocks.begin(), one.blocks.end(), other.blocks.begin());
  if (differ.first == one.blocks.end()) return true;
  const auto block = static_cast<std::uint64_t>(differ.first - one.blocks.begin());
  return hash_blocks(file, one.file_bytes, {block, block + 1}).front() == *differ.first;
}

/// The sums beside a file: under their name, and those that a publication which is not complete has put there.
struct SumsBeside {
  std::optional<BlockSums> next;
  std::optional<BlockSums> sums;

  friend bool operator==(const SumsBeside&, const SumsBeside&) = default;
};

SumsBeside sums_beside(const std::string& path) {
  // The order matters: sums that are renamed in between are found under their new name.
  SumsBeside beside;
  beside.next = sums_at(path + ".sum.next");
  beside.sums = sums_at(path + ".sum");
  return beside;
}

/// Those that belong to the file; nothing where none do.
std::optional<BlockSums> matching(const File& file, const SumsBeside& beside) {
  const std::uint64_t file_bytes = file.size();
  std::vector<Digest> first;
  try {
    first = hash_blocks(file, file_bytes, {0, std::min<std::uint64_t>(1, num_blocks(file_bytes))});
  } catch (const InputError&) {  // cut off at this moment
    return std::nullopt;
  }
  const bool sums_match = beside.sums && metadata_matches(*beside.sums, file_bytes, first);
  const bool next_match = beside.next && metadata_matches(*beside.next, file_bytes, first);
  if (sums_match && next_match) return later_blocks_match(file, *beside.sums, *beside.next) ? beside.sums : beside.next;
  return sums_match ? beside.sums : next_match ? beside.next : std::nullopt;
}

[[noreturn]] void refuse_sums(const File& file, const SumsBeside& beside) {
  const std::string& path = file.path();
  if (!beside.sums && !beside.next)
    throw InputError(
        fmt::format("{} has no checksums beside it ({}.sum is missing): spendlens did not "
                    "finish writing it, or did not write it at all; write it again",
                    path, path));
  throw InputError(fmt::format("{} {}; restore it from a copy, or write it again", path,
                               difference(beside.sums ? *beside.sums : *beside.next, file.size())));
}

constexpr int kMaxOpenings = 100;

}  // namespace

VerifiedFile open_verified(const std::string& path) {
  std::optional<SumsBeside> before;
  for (int opening = 1;; ++opening) {
    File file = File::open_to_read(path);
    SumsBeside beside = sums_beside(path);
    std::optional<BlockSums> sums = matching(file, beside);
    // While the file is in its place, no other's sums are under their final name.
    const bool in_place = file.is_in_place();
    if (sums && in_place) return {std::move(file), std::move(*sums)};
    if (in_place && (before == beside || opening >= kMaxOpenings)) refuse_sums(file, beside);
    if (opening >= kMaxOpenings)
      throw InputError(fmt::format(
          "{} is replaced again and again while it is opened; try again when whoever writes it is done", path));
    before = in_place ? std::optional(std::move(beside)) : std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(opening, 20)));
  }
}

BlockSums sums_of(const std::string& path) {
  // The metadata need not be hashed where there is no choice.
  if (!sums_at(path + ".sum.next"))
    if (auto sums = sums_at(path + ".sum")) return std::move(*sums);
  return open_verified(path).sums;
}

void recover_sums(const std::string& path) {
  const std::optional<BlockSums> next = sums_at(path + ".sum.next");
  if (!next) return;
  if (open_verified(path).sums == *next)
    rename_file(path + ".sum.next", path + ".sum");
  else
    remove_file(path + ".sum.next");
}

void verify_metadata(const std::string& path) { static_cast<void>(open_verified(path)); }

}  // namespace spendlens::store
