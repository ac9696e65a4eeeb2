#include <catch2/catch.hpp>

#include <algorithm>

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

TEST_CASE("Sums of the lowest and the top values over many thousand values are those of a walk") {
  std::vector<std::int64_t> data(20'000);
  for (std::size_t i = 0; i < data.size(); ++i)
    data[i] = i % 3 == 0 ? 0 : static_cast<std::int64_t>(i * 7'919 % 20'011);
  LocalOrderStatistics values(data);
  std::sort(data.begin(), data.end());
  int128 before = 0;
  for (std::size_t rank = 0; rank < data.size(); before += data[rank++]) {
    if (rank % 997 != 0 && rank + 1 != data.size()) continue;
    const std::vector<std::uint64_t> ranks = {rank};
    const auto at = values.at_ranks(ranks);
    CHECK(at[0].value == data[rank]);
    CHECK((at[0].sum_of_lowest(rank) == before));
    const std::vector<int128> weights = {values.sum() - before};
    const std::uint64_t tops = values.tops_to_reach(weights)[0];
    int128 of_tops = 0;
    for (std::size_t i = 0; i < tops; ++i) of_tops += data[data.size() - 1 - i];
    CHECK((of_tops >= weights[0]));
    CHECK((tops == 0 || of_tops - data[data.size() - tops] < weights[0]));
  }
  CHECK((before == values.sum()));
}
