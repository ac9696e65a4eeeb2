#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/parallel.hpp"

namespace spendlens::ingest {

/// How hashes are dealt: each rank owns a range of them, cut into buckets that ascend as the hashes do.
class HashRanges {
 public:
  static constexpr std::size_t kBuckets = 256;

  explicit HashRanges(const comm::Communicator& communicator);

  [[nodiscard]] std::size_t owner_of(std::uint64_t hash) const;
  /// Precondition: this rank owns the hash.
  [[nodiscard]] std::size_t bucket_of(std::uint64_t hash) const;

 private:
  std::vector<std::uint32_t> owner_of_prefix_;
  ItemRange mine_;
};

/// Sends parts[r] to rank r, for each r; the parts are empty afterwards. Collective.
[[nodiscard]] comm::Gathered deal(comm::Communicator& communicator, std::vector<std::vector<std::byte>>& parts);

}  // namespace spendlens::ingest
