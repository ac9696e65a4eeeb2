#include "spendlens/core/order_statistics.hpp"

#include <algorithm>

#include "spendlens/core/error.hpp"

namespace spendlens {

LocalOrderStatistics::LocalOrderStatistics(std::vector<std::int64_t> values) : sorted_(std::move(values)) {
  if (!std::is_sorted(sorted_.begin(), sorted_.end())) std::sort(sorted_.begin(), sorted_.end());
  if (!sorted_.empty() && sorted_.front() < 0) throw InputError("a value below 0 among those to be ranked");
  sum_before_.reserve(sorted_.size() / kBlock + 2);
  for (std::size_t begin = 0; begin < sorted_.size(); begin += kBlock) {
    sum_before_.push_back(sum_);
    const std::size_t end = std::min(begin + kBlock, sorted_.size());
    for (std::size_t i = begin; i < end; ++i) sum_ += sorted_[i];
  }
  sum_before_.push_back(sum_);
}

int128 LocalOrderStatistics::sum_of_lowest(std::size_t count) const {
  if (count == sorted_.size()) return sum_;
  int128 sum = sum_before_[count / kBlock];
  for (std::size_t i = count / kBlock * kBlock; i < count; ++i) sum += sorted_[i];
  return sum;
}

std::vector<OrderStatistics::At> LocalOrderStatistics::at_ranks(std::span<const std::uint64_t> ranks) {
  std::vector<At> answers;
  answers.reserve(ranks.size());
  for (const std::uint64_t rank : ranks) {
    const std::int64_t value = sorted_.at(rank);
    const auto [low, high] = std::equal_range(sorted_.begin(), sorted_.end(), value);
    const auto below = static_cast<std::uint64_t>(low - sorted_.begin());
    answers.push_back({value, below, static_cast<std::uint64_t>(high - low), sum_of_lowest(below)});
  }
  return answers;
}

/// The fewest top values with a sum of at least the weight leave the most lowest ones with a sum of at most the rest.
std::vector<std::uint64_t> LocalOrderStatistics::tops_to_reach(std::span<const int128> weights) {
  std::vector<std::uint64_t> answers;
  for (const int128 weight : weights) {
    const int128 rest = sum_ - weight;
    const auto block = std::upper_bound(sum_before_.begin(), sum_before_.end(), rest) - sum_before_.begin() - 1;
    std::size_t lowest = std::min(static_cast<std::size_t>(block) * kBlock, sorted_.size());
    int128 sum = sum_before_[static_cast<std::size_t>(block)];
    while (lowest < sorted_.size() && sum + sorted_[lowest] <= rest) sum += sorted_[lowest++];
    answers.push_back(sorted_.size() - lowest);
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
