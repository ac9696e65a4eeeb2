#include <catch2/catch.hpp>

#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel.hpp"

using namespace spendlens;

TEST_CASE("The parallel path is taken above the threshold only") {
  const ParallelPolicy policy{true, 100, 4};
  CHECK(policy.workers_for(99) == 1);
  CHECK(policy.workers_for(100) == 1);
  CHECK(policy.workers_for(101) == 4);
}

TEST_CASE("Fewer than one worker is an error whatever the size") {
  CHECK_THROWS_AS((ParallelPolicy{true, 100, 0}.workers_for(1)), UsageError);
  CHECK_THROWS_AS((ParallelPolicy{false, 100, -1}.workers_for(1000)), UsageError);
}

TEST_CASE("One worker or no parallelism is sequential") {
  CHECK(ParallelPolicy{true, 0, 1}.workers_for(1000) == 1);
  CHECK(ParallelPolicy{false, 0, 4}.workers_for(1000) == 1);
  CHECK(ParallelPolicy{}.workers_for(20'000'000) >= 1);
}

TEST_CASE("Parts cover all items in order") {
  for (const std::uint64_t total : {0U, 1U, 7U, 100U}) {
    std::uint64_t end = 0;
    for (std::uint64_t part = 0; part < 7; ++part) {
      const ItemRange range = part_of(total, part, 7);
      CHECK(range.begin == end);
      CHECK(range.end - range.begin <= total / 7 + 1);
      end = range.end;
    }
    CHECK(end == total);
  }
}
