#include "ingest/hash_ranges.hpp"

#include "spendlens/core/hashing.hpp"

namespace spendlens::ingest {

HashRanges::HashRanges(const comm::Communicator& communicator) {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  for (std::uint64_t rank = 0; rank < ranks; ++rank) {
    const ItemRange range = part_of(kHashPrefixes, rank, ranks);
    owner_of_prefix_.insert(owner_of_prefix_.end(), range.end - range.begin, static_cast<std::uint32_t>(rank));
  }
  mine_ = part_of(kHashPrefixes, static_cast<std::uint64_t>(communicator.rank()), ranks);
}

std::size_t HashRanges::owner_of(std::uint64_t hash) const { return owner_of_prefix_[hash_prefix(hash)]; }

std::size_t HashRanges::bucket_of(std::uint64_t hash) const {
  return (hash_prefix(hash) - mine_.begin) * kBuckets / (mine_.end - mine_.begin);
}

comm::Gathered deal(comm::Communicator& communicator, std::vector<std::vector<std::byte>>& parts) {
  std::vector<std::byte> all;
  std::vector<std::uint64_t> offset = {0};
  for (auto& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
    offset.push_back(all.size());
    part.clear();
  }
  return communicator.exchange(all, offset);
}

}  // namespace spendlens::ingest
