// Selection over MPI equals sorting everything on one rank.
#include <cstdio>
#include <random>

#include "spendlens/comm/selection.hpp"
#include "spendlens/comm/session.hpp"
#include "spendlens/core/parallel.hpp"

int main(int argc, char** argv) {
  using namespace spendlens;
  comm::Session session(&argc, &argv);
  comm::Communicator& communicator = session.communicator();
  std::mt19937_64 random(7);
  std::vector<std::int64_t> values(20'000);
  for (auto& value : values) value = static_cast<std::int64_t>(random() % 50'000 * (random() % 3));
  LocalOrderStatistics expected(values);
  const auto part = part_of(values.size(), static_cast<std::uint64_t>(communicator.rank()),
                            static_cast<std::uint64_t>(communicator.size()));
  comm::DistributedOrderStatistics found(communicator, {values.begin() + static_cast<std::ptrdiff_t>(part.begin),
                                                        values.begin() + static_cast<std::ptrdiff_t>(part.end)});
  std::vector<std::uint64_t> ranks;
  for (std::uint64_t i = 0; i < 101; ++i) ranks.push_back(i * (values.size() - 1) / 100);
  const auto at = found.at_ranks(ranks);
  const auto want = expected.at_ranks(ranks);
  bool same = found.rank_weighted_sum() == expected.rank_weighted_sum() &&
              found.distinct_up_to(9) == expected.distinct_up_to(9);
  for (std::size_t i = 0; i < ranks.size(); ++i)
    same = same && at[i].value == want[i].value && at[i].below == want[i].below && at[i].sum_below == want[i].sum_below;
  const std::vector<int128> weights = {0, expected.sum() / 3, expected.sum()};
  same = same && found.tops_to_reach(weights) == expected.tops_to_reach(weights);
  if (!same) std::fprintf(stderr, "rank %d: differs\n", communicator.rank());
  return same ? 0 : 1;
}
