#include "ingest/exchange/hash_ranges.hpp"

#include "spendlens/core/parallel.hpp"

namespace spendlens::ingest {

HashRanges::HashRanges(const comm::Communicator& communicator) {
  const auto ranks = static_cast<std::uint32_t>(communicator.size());
  prefixes_a_rank_ = static_cast<std::uint32_t>(kHashPrefixes) / ranks;
  larger_ranks_ = static_cast<std::uint32_t>(kHashPrefixes) % ranks;
  prefixes_of_larger_ = larger_ranks_ * (prefixes_a_rank_ + 1);
  const ItemRange mine = part_of(kHashPrefixes, static_cast<std::uint64_t>(communicator.rank()), ranks);
  first_prefix_ = static_cast<std::uint32_t>(mine.begin);
  num_prefixes_ = static_cast<std::uint32_t>(mine.end - mine.begin);
}

comm::Gathered exchange_parts(comm::Communicator& communicator, std::vector<std::vector<std::byte>>& parts) {
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
