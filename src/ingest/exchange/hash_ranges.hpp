#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/hashing.hpp"

namespace spendlens::ingest {

/// How hashes are dealt: each rank owns a range of them, cut into buckets that ascend as the hashes do.
class HashRanges {
 public:
  static constexpr std::size_t kBuckets = 256;

  explicit HashRanges(const comm::Communicator& communicator);

  [[nodiscard]] std::size_t owner_of(std::uint64_t hash) const {
    // part_of() turned round: the first ranks have one prefix more. 32 bits, whose division is fast.
    const auto prefix = static_cast<std::uint32_t>(hash_prefix(hash));
    return prefix < prefixes_of_larger_ ? prefix / (prefixes_a_rank_ + 1)
                                        : larger_ranks_ + (prefix - prefixes_of_larger_) / prefixes_a_rank_;
  }
  /// Precondition: this rank owns the hash.
  [[nodiscard]] std::size_t bucket_of(std::uint64_t hash) const {
    return (static_cast<std::uint32_t>(hash_prefix(hash)) - first_prefix_) * static_cast<std::uint32_t>(kBuckets) /
           num_prefixes_;
  }

 private:
  std::uint32_t prefixes_a_rank_;     ///< of most ranks
  std::uint32_t larger_ranks_;        ///< the first ones, with one more
  std::uint32_t prefixes_of_larger_;  ///< of all of these together
  std::uint32_t first_prefix_;        ///< of this rank
  std::uint32_t num_prefixes_;
};

/// Sends parts[r] to rank r, for each r; the parts are empty afterwards. Collective.
[[nodiscard]] comm::Gathered exchange_parts(comm::Communicator& communicator,
                                            std::vector<std::vector<std::byte>>& parts);

}  // namespace spendlens::ingest
