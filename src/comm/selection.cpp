#include "spendlens/comm/selection.hpp"

#include <algorithm>
#include <map>

#include "spendlens/comm/agree.hpp"
#include "spendlens/comm/value_sort.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel.hpp"

namespace spendlens::comm {

namespace {

constexpr std::size_t kBins = 256;

/// Ranks that take a part each of a weighted sum's values. A splitter costs every rank 8 KiB a round: with as many as
/// there are ranks, all of them together would cost the square of their number.
constexpr std::uint64_t kMaxParts = 64;

/// The questions that share the leading bits `prefix`, and where this rank's values with that prefix lie.
struct OpenPrefix {
  std::uint64_t prefix = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Bounds are unsigned: the one after the largest value may be 2^63.
constexpr auto kBelow = [](std::int64_t value, std::uint64_t bound) {
  return static_cast<std::uint64_t>(value) < bound;
};

/// Counts and sums by the next 8 bits of the values in one open prefix: kBins counts, then kBins sums.
void count_bins(std::span<const std::int64_t> sorted, const OpenPrefix& open, int shift, std::span<int128> bins) {
  std::size_t position = open.begin;
  const std::int64_t largest = open.begin < open.end ? sorted[open.end - 1] : 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    std::size_t end = open.end;
    if (bin + 1 < kBins) {
      const std::uint64_t bound = ((open.prefix << 8) + bin + 1) << shift;
      end = static_cast<std::size_t>(std::lower_bound(sorted.begin() + static_cast<std::ptrdiff_t>(position),
                                                      sorted.begin() + static_cast<std::ptrdiff_t>(open.end), bound,
                                                      kBelow) -
                                     sorted.begin());
    }
    bins[bin] = static_cast<int128>(end - position);
    bins[kBins + bin] = sum_of_values(sorted.subspan(position, end - position), largest);
    position = end;
  }
}

struct Run {
  std::int64_t value = 0;
  std::uint64_t count = 0;
};

std::vector<Run> runs_of(std::span<const std::int64_t> sorted) {
  std::vector<Run> runs;
  for (const std::int64_t value : sorted) {
    if (runs.empty() || runs.back().value != value) runs.push_back({value, 0});
    ++runs.back().count;
  }
  return runs;
}

/// What the senders sent, each in ascending order, in one ascending order: neighbours merged until there is one.
std::vector<Run> merged(const Gathered& arrived) {
  std::vector<Run> runs = values_of<Run>(arrived.bytes);
  std::vector<std::size_t> bound;
  for (const std::uint64_t byte : arrived.offset) bound.push_back(byte / sizeof(Run));
  std::vector<Run> from(runs.size());
  while (bound.size() > 2) {
    std::swap(runs, from);
    std::vector<std::size_t> next = {0};
    for (std::size_t i = 0; i + 1 < bound.size(); i += 2) {
      const auto at = [&from](std::size_t place) { return from.begin() + static_cast<std::ptrdiff_t>(place); };
      const std::size_t end = bound[std::min(i + 2, bound.size() - 1)];
      std::merge(at(bound[i]), at(bound[i + 1]), at(bound[i + 1]), at(end),
                 runs.begin() + static_cast<std::ptrdiff_t>(bound[i]),
                 [](const Run& a, const Run& b) { return a.value < b.value; });
      next.push_back(end);
    }
    bound = std::move(next);
  }
  return runs;
}

/// The sum of i · x_i over all values there are.
int128 weighted_sum(std::span<const std::int64_t> sorted) {
  int128 sum = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) sum += static_cast<int128>(i + 1) * sorted[i];
  return sum;
}

/// The sum of i · x_i over ascending runs whose first value has rank `base` + 1.
int128 weighted_sum(std::span<const Run> runs, std::uint64_t base) {
  int128 sum = 0;
  for (const Run& run : runs) {
    const auto count = static_cast<int128>(run.count);
    sum += static_cast<int128>(run.value) * (count * static_cast<int128>(base) + count * (count + 1) / 2);
    base += run.count;
  }
  return sum;
}

}  // namespace

/// A question on its way to an answer: what is known of the value (its leading bits) and of all smaller values.
struct DistributedOrderStatistics::Resolved {
  std::uint64_t value = 0;
  int128 below = 0;
  int128 sum_below = 0;
  int128 equal = 0;
};

DistributedOrderStatistics::DistributedOrderStatistics(Communicator& communicator, std::vector<std::int64_t> values)
    : communicator_(communicator), sorted_(std::move(values)) {
  agree(communicator_, [&] { sort_values(sorted_); });
  count_ = communicator_.all_reduce_value<std::uint64_t>(sorted_.size(), ReduceOp::kSum);
  sum_ = communicator_.all_reduce_value(sum_of_values(sorted_, sorted_.empty() ? 0 : sorted_.back()), ReduceOp::kSum);
  const std::int64_t largest =
      communicator_.all_reduce_value(sorted_.empty() ? std::int64_t{0} : sorted_.back(), ReduceOp::kMax);
  while (value_bytes_ < 8 && (largest >> (8 * value_bytes_)) != 0) ++value_bytes_;
}

std::vector<DistributedOrderStatistics::Resolved> DistributedOrderStatistics::resolve(std::span<const int128> targets,
                                                                                      bool by_weight) {
  std::vector<Resolved> resolved(targets.size());
  std::vector<OpenPrefix> open = {{0, 0, sorted_.size()}};
  std::vector<std::size_t> open_of(targets.size(), 0);
  std::vector<int128> bins;
  for (int shift = 8 * (value_bytes_ - 1); shift >= 0; shift -= 8) {
    bins.assign(open.size() * 2 * kBins, 0);
    for (std::size_t i = 0; i < open.size(); ++i)
      count_bins(sorted_, open[i], shift, std::span(bins).subspan(i * 2 * kBins, 2 * kBins));
    communicator_.all_reduce(std::span<int128>(bins), ReduceOp::kSum);

    std::map<std::uint64_t, std::size_t> next_index;
    std::vector<OpenPrefix> next;
    for (std::size_t t = 0; t < targets.size(); ++t) {
      const OpenPrefix& from = open[open_of[t]];
      const auto counts = std::span(bins).subspan(open_of[t] * 2 * kBins, kBins);
      const auto sums = std::span(bins).subspan(open_of[t] * 2 * kBins + kBins, kBins);
      Resolved& state = resolved[t];
      std::size_t bin = 0;
      while (bin + 1 < kBins && (by_weight ? state.sum_below + sums[bin] : state.below + counts[bin]) <= targets[t]) {
        state.below += counts[bin];
        state.sum_below += sums[bin];
        ++bin;
      }
      state.equal = counts[bin];
      state.value = (from.prefix << 8) | bin;
      const auto [place, is_new] = next_index.try_emplace(state.value, next.size());
      if (is_new) {
        const auto begin = sorted_.begin() + static_cast<std::ptrdiff_t>(from.begin);
        const auto end = sorted_.begin() + static_cast<std::ptrdiff_t>(from.end);
        const auto first = std::lower_bound(begin, end, state.value << shift, kBelow);
        const auto last = bin + 1 < kBins ? std::lower_bound(first, end, (state.value + 1) << shift, kBelow) : end;
        next.push_back({state.value, static_cast<std::size_t>(first - sorted_.begin()),
                        static_cast<std::size_t>(last - sorted_.begin())});
      }
      open_of[t] = place->second;
    }
    open = std::move(next);
  }
  return resolved;
}

std::vector<OrderStatistics::At> DistributedOrderStatistics::at_ranks(std::span<const std::uint64_t> ranks) {
  std::vector<int128> targets;
  for (const std::uint64_t rank : ranks) {
    if (rank >= count_) throw InternalError("an order statistic beyond the number of values was asked for");
    targets.push_back(static_cast<int128>(rank));
  }
  std::vector<At> answers;
  for (const Resolved& resolved : resolve(targets, false))
    answers.push_back({static_cast<std::int64_t>(resolved.value), static_cast<std::uint64_t>(resolved.below),
                       static_cast<std::uint64_t>(resolved.equal), resolved.sum_below});
  return answers;
}

std::vector<std::uint64_t> DistributedOrderStatistics::tops_to_reach(std::span<const int128> weights) {
  // The top j reach w where the rest, from below, has not passed sum - w: the same search, weighted.
  std::vector<int128> targets;
  for (const int128 weight : weights) targets.push_back(weight > 0 ? sum_ - weight : int128{0});
  const std::vector<Resolved> resolved = resolve(targets, true);
  std::vector<std::uint64_t> answers;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) {
      answers.push_back(0);
      continue;
    }
    const auto value = static_cast<int128>(resolved[i].value);
    const int128 above = static_cast<int128>(count_) - resolved[i].below - resolved[i].equal;
    const int128 sum_above = sum_ - resolved[i].sum_below - resolved[i].equal * value;
    answers.push_back(static_cast<std::uint64_t>(above + (weights[i] - sum_above + value - 1) / value));
  }
  return answers;
}

std::uint64_t DistributedOrderStatistics::distinct_up_to(std::uint64_t cap) {
  constexpr std::uint64_t kNone = ~std::uint64_t{0};
  std::int64_t last = -1;
  for (std::uint64_t distinct = 0; distinct < cap; ++distinct) {
    const auto next = std::upper_bound(sorted_.begin(), sorted_.end(), last);
    const std::uint64_t mine = next == sorted_.end() ? kNone : static_cast<std::uint64_t>(*next);
    const std::uint64_t smallest = communicator_.all_reduce_value(mine, ReduceOp::kMin);
    if (smallest == kNone) return distinct;
    last = static_cast<std::int64_t>(smallest);
  }
  return cap;
}

int128 DistributedOrderStatistics::rank_weighted_sum() {
  const auto peers = static_cast<std::uint64_t>(communicator_.size());
  if (peers == 1 || count_ == 0) return weighted_sum(sorted_);
  const std::vector<Run> runs = runs_of(sorted_);

  // Rank r of the first `parts` takes the values in [splitter r - 1, splitter r): about count / parts of them, equal
  // ones as one run a sender.
  const std::uint64_t parts = std::min(peers, kMaxParts);
  std::vector<std::uint64_t> ranks;
  for (std::uint64_t part = 1; part < parts; ++part)
    ranks.push_back(std::min(part_of(count_, part, parts).begin, count_ - 1));
  const std::vector<At> splitters = at_ranks(ranks);
  std::vector<std::uint64_t> offset = {0};
  for (const At& splitter : splitters) {
    const auto place = std::lower_bound(runs.begin(), runs.end(), splitter.value,
                                        [](const Run& run, std::int64_t value) { return run.value < value; });
    offset.push_back(static_cast<std::uint64_t>(place - runs.begin()) * sizeof(Run));
  }
  offset.resize(peers + 1, runs.size() * sizeof(Run));
  const Gathered arrived = communicator_.exchange(std::as_bytes(std::span(runs)), offset);
  const std::vector<Run> mine = merged(arrived);

  std::uint64_t my_count = 0;
  for (const Run& run : mine) my_count += run.count;
  const std::uint64_t base = communicator_.exclusive_sum(my_count);
  return communicator_.all_reduce_value(weighted_sum(mine, base), ReduceOp::kSum);
}

}  // namespace spendlens::comm
