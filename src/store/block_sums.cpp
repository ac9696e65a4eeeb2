#include "spendlens/store/block_sums.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/store/file.hpp"
#include "store/hash_blocks.hpp"

namespace spendlens::store {

namespace {

constexpr std::string_view kFirstLine = "spendlens-sum 1";
constexpr std::string_view kFact = "fact ";

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
