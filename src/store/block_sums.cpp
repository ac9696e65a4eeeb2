#include "spendlens/store/block_sums.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::store {

namespace {

constexpr std::string_view kFirstLine = "spendlens-sum 1";
constexpr std::string_view kFact = "fact ";
constexpr std::uint64_t kMaxSumBytes = std::uint64_t{1} << 30;  ///< that of 500 TB

std::uint64_t num_blocks(std::uint64_t file_bytes) {
  return file_bytes / BlockSums::kBlockBytes + (file_bytes % BlockSums::kBlockBytes != 0 ? 1 : 0);
}

/// The next line of a text, without its end; the text moves on.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::optional<std::uint64_t> number_after(std::string_view line, std::string_view word) {
  std::uint64_t number = 0;
  if (line.substr(0, word.size()) != word) return std::nullopt;
  line.remove_prefix(word.size());
  const auto result = std::from_chars(line.data(), line.data() + line.size(), number);
  if (result.ec != std::errc() || result.ptr != line.data() + line.size()) return std::nullopt;
  return number;
}

/// Bytes that are read and hashed at a time: they stay in the second-level cache in between.
constexpr std::uint64_t kPieceBytes = 256 * 1024;

/// The digests of the blocks [begin, end) of a file.
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

std::string BlockSums::text() const {
  std::string text = text_of_bytes();
  for (const auto& [name, value] : facts) text += fmt::format("{}{} {}\n", kFact, name, value);
  return text;
}

std::string BlockSums::text_of_bytes() const {
  std::string text = fmt::format("{}\nsize {}\nblock {}\n", kFirstLine, file_bytes, kBlockBytes);
  for (const Digest& block : blocks) text += digest_text(block) + "\n";
  return text;
}

BlockSums BlockSums::parse(const std::string& text, const std::string& path) {
  const auto refuse = [&path](const char* what) {
    throw InputError(
        fmt::format("{} is not a sum file of spendlens: {}; write the file that it belongs to again", path, what));
  };
  std::string_view rest = text;
  if (take_line(rest) != kFirstLine) refuse("its first line is another");
  BlockSums sums;
  const auto size = number_after(take_line(rest), "size ");
  const auto block = number_after(take_line(rest), "block ");
  if (!size || block != kBlockBytes) refuse("it states no size, or other blocks");
  sums.file_bytes = size.value_or(0);
  while (!rest.empty() && !rest.starts_with(kFact)) {
    try {
      sums.blocks.push_back(parse_digest(take_line(rest)));
    } catch (const InputError& error) {
      refuse(error.what());
    }
  }
  if (sums.blocks.size() != num_blocks(sums.file_bytes)) refuse("it has another number of digests than blocks");
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    const std::size_t blank = line.find(' ', kFact.size());
    if (!line.starts_with(kFact) || blank == std::string_view::npos) refuse("it ends in a line that is no fact");
    sums.facts.emplace(line.substr(kFact.size(), blank - kFact.size()), line.substr(blank + 1));
  }
  return sums;
}

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

namespace {

/// The digests of all blocks, dealt to the ranks. Collective.
std::vector<Digest> all_digests(comm::Communicator& communicator, const File& file, std::uint64_t file_bytes) {
  std::vector<Digest> mine;
  comm::agree(communicator, [&] {
    mine = hash_blocks(file, file_bytes,
                       part_of(num_blocks(file_bytes), static_cast<std::uint64_t>(communicator.rank()),
                               static_cast<std::uint64_t>(communicator.size())));
  });
  return comm::values_of<Digest>(communicator.all_gather(comm::bytes_of(std::span<const Digest>(mine))).bytes);
}

}  // namespace

BlockSums compute_block_sums(comm::Communicator& communicator, const std::string& path) {
  BlockSums sums;
  File file;
  comm::agree(communicator, [&] {
    file = File::open_to_read(path);
    if (communicator.rank() == 0) sums.file_bytes = file.size();
  });
  communicator.broadcast(std::as_writable_bytes(std::span(&sums.file_bytes, 1)), 0);
  sums.blocks = all_digests(communicator, file, sums.file_bytes);
  return sums;
}

void verify_metadata(const std::string& path) { static_cast<void>(open_verified(path)); }

void verify_all_blocks(comm::Communicator& communicator, const File& file, const BlockSums& sums) {
  const std::vector<Digest> found = all_digests(communicator, file, sums.file_bytes);
  comm::agree(communicator, [&] {
    for (std::uint64_t block = 0; block < sums.blocks.size(); ++block) {
      if (found.at(block) == sums.blocks[block]) continue;
      const std::uint64_t begin = block * BlockSums::kBlockBytes;
      const std::uint64_t end = std::min(begin + BlockSums::kBlockBytes, sums.file_bytes);
      throw InputError(
          fmt::format("{} is damaged between bytes {} and {}: they do not match their checksum; restore it "
                      "from a copy, or write it again",
                      file.path(), begin, end));
    }
  });
}

void verify_all_blocks(comm::Communicator& communicator, const std::string& path) {
  VerifiedFile opened;
  comm::agree(communicator, [&] { opened = open_verified(path); });
  verify_all_blocks(communicator, opened.file, opened.sums);
}

}  // namespace spendlens::store
