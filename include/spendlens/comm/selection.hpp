#pragma once

#include <vector>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/order_statistics.hpp"

namespace spendlens::comm {

/// Order statistics of values that lie on all ranks, exact, without gathering them.
///
/// at_ranks and tops_to_reach settle 8 bits of all answers at once per round: every rank counts (and sums) its values
/// under each open prefix into 256 bins, one all-reduce adds them up, and each question goes on in the bin that holds
/// its answer. Rounds: as many as the largest value has bytes. Message: 256 · 24 bytes a distinct prefix.
///
/// rank_weighted_sum deals runs of equal values to ranks by value range (splitters by at_ranks), so that each holds
/// about 1/size of them, and adds up what they count for.
///
/// Every call is collective over the communicator given at construction, which must outlive this object. Memory: 8
/// bytes a local value (the vector given, sorted there), while it is sorted 4 bytes more, in rank_weighted_sum over
/// several ranks 16 bytes more a distinct local value.
class DistributedOrderStatistics final : public OrderStatistics {
 public:
  /// Collective. Precondition: every value >= 0 (InputError on all ranks otherwise). Values that ascend already are not
  /// sorted again.
  DistributedOrderStatistics(Communicator& communicator, std::vector<std::int64_t> values);

  [[nodiscard]] std::uint64_t count() const override { return count_; }
  [[nodiscard]] int128 sum() const override { return sum_; }
  [[nodiscard]] std::vector<At> at_ranks(std::span<const std::uint64_t> ranks) override;
  [[nodiscard]] std::vector<std::uint64_t> tops_to_reach(std::span<const int128> weights) override;
  [[nodiscard]] std::uint64_t distinct_up_to(std::uint64_t cap) override;
  [[nodiscard]] int128 rank_weighted_sum() override;

 private:
  struct Resolved;
  /// Finds for each target, a count or a weight from below, the value at which the running total passes it.
  std::vector<Resolved> resolve(std::span<const int128> targets, bool by_weight);

  Communicator& communicator_;
  std::vector<std::int64_t> sorted_;
  std::uint64_t count_ = 0;
  int128 sum_ = 0;
  int value_bytes_ = 1;
};

}  // namespace spendlens::comm
