#include <catch2/catch.hpp>

#include <mutex>
#include <random>

#include "spendlens/comm/selection.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;

namespace {

using Values = std::vector<std::int64_t>;

/// Asks the distributed and the local statistics the same questions; true where all answers agree on all ranks.
bool agrees_with_local(const Values& values, int ranks, bool skewed) {
  LocalOrderStatistics expected(values);
  std::vector<std::uint64_t> asked;
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(values.size(), 40); ++i)
    asked.push_back(i * values.size() / std::min<std::uint64_t>(values.size(), 40));
  std::vector<int128> weights;
  for (int g = 0; g <= 10; ++g) weights.push_back((expected.sum() * g + 9) / 10);
  std::mutex mutex;
  bool same = true;
  test::run_ranks(ranks, [&](comm::Communicator& communicator) {
    const auto part = skewed ? ItemRange{communicator.rank() == 0 ? 0 : values.size(), values.size()}
                             : part_of(values.size(), static_cast<std::uint64_t>(communicator.rank()),
                                       static_cast<std::uint64_t>(ranks));
    comm::DistributedOrderStatistics statistics(communicator,
                                                Values(values.begin() + static_cast<std::ptrdiff_t>(part.begin),
                                                       values.begin() + static_cast<std::ptrdiff_t>(part.end)));
    bool mine = statistics.count() == expected.count() && statistics.sum() == expected.sum();
    const auto at = statistics.at_ranks(asked);
    const auto tops = statistics.tops_to_reach(weights);
    const auto weighted = statistics.rank_weighted_sum();
    const auto distinct = statistics.distinct_up_to(5);
    const std::lock_guard lock(mutex);
    const auto want = expected.at_ranks(asked);
    for (std::size_t i = 0; i < asked.size(); ++i)
      mine = mine && at[i].value == want[i].value && at[i].below == want[i].below && at[i].equal == want[i].equal &&
             at[i].sum_below == want[i].sum_below;
    mine = mine && tops == expected.tops_to_reach(weights) && weighted == expected.rank_weighted_sum() &&
           distinct == expected.distinct_up_to(5);
    same = same && mine;
  });
  return same;
}

Values random_values(std::mt19937_64& random, std::size_t count, std::int64_t largest) {
  Values values(count);
  for (auto& value : values) value = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(largest + 1));
  return values;
}

}  // namespace

TEST_CASE("Selection over more ranks than take a part of the weighted sum equals sorting everything") {
  std::mt19937_64 random(7);
  CHECK(agrees_with_local(random_values(random, 5000, 100'000), 70, false));
  CHECK(agrees_with_local(random_values(random, 300, 40), 70, false));
}

TEST_CASE("Selection over any number of ranks equals sorting everything") {
  std::mt19937_64 random(1);
  for (const int ranks : {1, 2, 3, 7})
    for (const std::int64_t largest : {std::int64_t{0}, std::int64_t{3}, std::int64_t{255}, std::int64_t{256},
                                       std::int64_t{100'000}, std::int64_t{1} << 50})
      for (const std::size_t count : {1U, 2U, 10U, 1000U})
        for (const bool skewed : {false, true}) {
          CAPTURE(ranks, largest, count, skewed);
          CHECK(agrees_with_local(random_values(random, count, largest), ranks, skewed));
        }
}

TEST_CASE("The largest 64-bit values are selected too") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  CHECK(agrees_with_local({most, most - 1, 0, most}, 2, false));
}

TEST_CASE("No values on any rank have no distinct ones") {
  test::run_ranks(3, [](comm::Communicator& communicator) {
    comm::DistributedOrderStatistics statistics(communicator, {});
    if (statistics.count() != 0 || statistics.distinct_up_to(5) != 0 || statistics.rank_weighted_sum() != 0)
      throw std::runtime_error("not empty");
  });
}

TEST_CASE("A negative value on one rank is refused on all") {
  CHECK_THROWS_AS(test::run_ranks(2,
                                  [](comm::Communicator& communicator) {
                                    comm::DistributedOrderStatistics statistics(communicator,
                                                                                {communicator.rank() == 0 ? 1 : -1});
                                  }),
                  InputError);
}
