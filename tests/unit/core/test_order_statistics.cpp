#include <catch2/catch.hpp>

#include "spendlens/core/error.hpp"
#include "spendlens/core/order_statistics.hpp"

using namespace spendlens;

TEST_CASE("The example of the header holds") {
  LocalOrderStatistics values({5, 9, 3, 5});
  const std::vector<std::uint64_t> ranks = {0, 2};
  const auto at = values.at_ranks(ranks);
  CHECK(at[0].value == 3);
  CHECK(at[0].below == 0);
  CHECK(at[0].equal == 1);
  CHECK(at[1].value == 5);
  CHECK(at[1].below == 1);
  CHECK(at[1].equal == 2);
  CHECK((at[1].sum_below == 3));
  CHECK((at[1].sum_of_lowest(2) == 8));
  const std::vector<int128> weights = {9, 10, 0, 22};
  CHECK(values.tops_to_reach(weights) == std::vector<std::uint64_t>{1, 2, 0, 4});
  CHECK((values.rank_weighted_sum() == 64));
  CHECK(values.distinct_up_to(5) == 3);
  CHECK(values.distinct_up_to(2) == 2);
}

TEST_CASE("No values have no distinct ones and no sum") {
  LocalOrderStatistics values({});
  CHECK(values.count() == 0);
  CHECK(values.distinct_up_to(5) == 0);
  CHECK((values.rank_weighted_sum() == 0));
}

TEST_CASE("A value below 0 is refused") { CHECK_THROWS_AS(LocalOrderStatistics({1, -1}), InputError); }
