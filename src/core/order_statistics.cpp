#include "spendlens/core/order_statistics.hpp"

#include <algorithm>
#include <numeric>

#include "spendlens/core/error.hpp"

namespace spendlens {

LocalOrderStatistics::LocalOrderStatistics(std::vector<std::int64_t> values) : sorted_(std::move(values)) {
  std::sort(sorted_.begin(), sorted_.end());
  if (!sorted_.empty() && sorted_.front() < 0) throw InputError("a value below 0 among those to be ranked");
  sum_ = std::accumulate(sorted_.begin(), sorted_.end(), int128{0});
}

std::vector<OrderStatistics::At> LocalOrderStatistics::at_ranks(std::span<const std::uint64_t> ranks) {
  std::vector<At> answers;
  answers.reserve(ranks.size());
  for (const std::uint64_t rank : ranks) {
    const std::int64_t value = sorted_.at(rank);
    const auto [low, high] = std::equal_range(sorted_.begin(), sorted_.end(), value);
    answers.push_back({value, static_cast<std::uint64_t>(low - sorted_.begin()), static_cast<std::uint64_t>(high - low), 0});
  }
  // One walk over the values serves all sums: the answers in ascending order of where they begin.
  std::vector<std::size_t> order(answers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return answers[a].below < answers[b].below; });
  std::uint64_t position = 0;
  int128 sum = 0;
  for (const std::size_t index : order) {
    for (; position < answers[index].below; ++position) sum += sorted_[position];
    answers[index].sum_below = sum;
  }
  return answers;
}

std::vector<std::uint64_t> LocalOrderStatistics::tops_to_reach(std::span<const int128> weights) {
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return weights[a] < weights[b]; });
  std::vector<std::uint64_t> answers(weights.size());
  std::uint64_t tops = 0;
  int128 sum = 0;
  for (const std::size_t index : order) {
    while (sum < weights[index] && tops < sorted_.size()) sum += sorted_[sorted_.size() - ++tops];
    answers[index] = tops;
  }
  return answers;
}

std::uint64_t LocalOrderStatistics::distinct_up_to(std::uint64_t cap) {
  std::uint64_t distinct = 0;
  for (auto next = sorted_.begin(); next != sorted_.end() && distinct < cap; ++distinct)
    next = std::upper_bound(next, sorted_.end(), *next);
  return distinct;
}

int128 LocalOrderStatistics::rank_weighted_sum() {
  int128 sum = 0;
  for (std::size_t i = 0; i < sorted_.size(); ++i) sum += static_cast<int128>(i + 1) * sorted_[i];
  return sum;
}

}  // namespace spendlens
