#include <catch2/catch.hpp>

#include "ingest/exchange/hash_ranges.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/parallel.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;

TEST_CASE("Each rank owns the prefixes of its part, and its buckets ascend") {
  for (const int ranks : {1, 2, 3, 7}) {
    test::run_ranks(ranks, [&](comm::Communicator& communicator) {
      const ingest::HashRanges ranges(communicator);
      std::size_t last_bucket = 0;
      for (std::uint64_t rank = 0; rank < static_cast<std::uint64_t>(ranks); ++rank) {
        const ItemRange part = part_of(kHashPrefixes, rank, static_cast<std::uint64_t>(ranks));
        for (std::uint64_t prefix = part.begin; prefix < part.end; ++prefix) {
          const std::uint64_t hash = prefix << 48 | 0x1234;
          bool right = ranges.owner_of(hash) == rank;
          if (rank == static_cast<std::uint64_t>(communicator.rank())) {
            const std::size_t bucket = ranges.bucket_of(hash);
            right = right && bucket >= last_bucket && bucket < ingest::HashRanges::kBuckets;
            last_bucket = bucket;
          }
          if (!right) FAIL("prefix " << prefix << " of " << ranks << " ranks");
        }
      }
      if (last_bucket + 1 != ingest::HashRanges::kBuckets) FAIL("not all buckets are used");
    });
  }
}
