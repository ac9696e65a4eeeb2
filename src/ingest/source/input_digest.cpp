#include "ingest/source/input_digest.hpp"

#include <algorithm>

#include "spendlens/comm/agree.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

std::vector<Digest> digest_file(comm::Communicator& communicator, const std::string& path, std::uint64_t bytes) {
  const std::uint64_t num_blocks = (bytes + kDigestBlockBytes - 1) / kDigestBlockBytes;
  std::vector<std::uint64_t> halves(2 * num_blocks, 0);
  comm::agree(communicator, [&] {
    if (num_blocks == 0) return;
    const store::File file = store::File::open_to_read(path);
    std::vector<std::byte> buffer(kDigestBlockBytes);
    for (auto block = static_cast<std::uint64_t>(communicator.rank()); block < num_blocks;
         block += static_cast<std::uint64_t>(communicator.size())) {
      const std::uint64_t begin = block * kDigestBlockBytes;
      const auto part = std::span(buffer).first(std::min<std::uint64_t>(kDigestBlockBytes, bytes - begin));
      file.read_at(begin, part);
      const Digest found = digest(part);
      halves[2 * block] = found.high;
      halves[2 * block + 1] = found.low;
    }
  });
  communicator.all_reduce(std::span<std::uint64_t>(halves), comm::ReduceOp::kSum);
  std::vector<Digest> blocks(num_blocks);
  for (std::uint64_t block = 0; block < num_blocks; ++block) blocks[block] = {halves[2 * block], halves[2 * block + 1]};
  return blocks;
}

std::string digest_of_blocks(const std::vector<Digest>& blocks) {
  std::vector<std::byte> canonical;
  for (const Digest& block : blocks)
    for (const std::uint64_t half : {block.high, block.low})
      for (int shift = 56; shift >= 0; shift -= 8) canonical.push_back(static_cast<std::byte>((half >> shift) & 0xFF));
  return digest_text(digest(canonical));
}

}  // namespace spendlens::ingest
