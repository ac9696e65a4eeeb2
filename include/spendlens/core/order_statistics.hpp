#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/core/money.hpp"

namespace spendlens {

/// What can be asked of the values of one metric over all customers, wherever they are. With the values 3, 5, 5, 9:
/// at_ranks({0, 2}) says {3, below 0, equal 1, sum_below 0} and {5, below 1, equal 2, sum_below 3};
/// tops_to_reach({9, 10}) says 1 and 2; rank_weighted_sum() is 1·3 + 2·5 + 3·5 + 4·9 = 64.
///
/// An implementation over ranks is collective: every rank asks the same questions in the same order and gets the same
/// answers. Values are 0 or more.
class OrderStatistics {
 public:
  struct At {
    std::int64_t value = 0;   ///< the order statistic
    std::uint64_t below = 0;  ///< how many values are smaller
    std::uint64_t equal = 0;  ///< how many are equal to it
    int128 sum_below = 0;     ///< the sum of the smaller ones

    /// The sum of the lowest `count` values. Precondition: below <= count <= below + equal.
    [[nodiscard]] int128 sum_of_lowest(std::uint64_t count) const {
      return sum_below + static_cast<int128>(count - below) * value;
    }
  };

  virtual ~OrderStatistics() = default;

  [[nodiscard]] virtual std::uint64_t count() const = 0;
  [[nodiscard]] virtual int128 sum() const = 0;

  /// The order statistics at these ranks, 0-based in ascending order of value. Precondition: each rank < count().
  [[nodiscard]] virtual std::vector<At> at_ranks(std::span<const std::uint64_t> ranks) = 0;

  /// Gives for each weight the smallest number of top values whose sum is at least the weight.
  /// Precondition: 0 <= weight <= sum().
  [[nodiscard]] virtual std::vector<std::uint64_t> tops_to_reach(std::span<const int128> weights) = 0;

  /// How many distinct values there are, counted up to `cap` at most.
  [[nodiscard]] virtual std::uint64_t distinct_up_to(std::uint64_t cap) = 0;

  /// The sum of i · x_i, x ascending, i from 1.
  [[nodiscard]] virtual int128 rank_weighted_sum() = 0;
};

/// Order statistics of values in memory. Keeps a sorted copy (8 bytes a value). Not thread-safe.
class LocalOrderStatistics final : public OrderStatistics {
 public:
  /// Precondition: every value >= 0 (InputError otherwise). Values that ascend already are not sorted again.
  explicit LocalOrderStatistics(std::vector<std::int64_t> values);

  [[nodiscard]] std::uint64_t count() const override { return sorted_.size(); }
  [[nodiscard]] int128 sum() const override { return sum_; }
  [[nodiscard]] std::vector<At> at_ranks(std::span<const std::uint64_t> ranks) override;
  [[nodiscard]] std::vector<std::uint64_t> tops_to_reach(std::span<const int128> weights) override;
  [[nodiscard]] std::uint64_t distinct_up_to(std::uint64_t cap) override;
  [[nodiscard]] int128 rank_weighted_sum() override;

 private:
  static constexpr std::size_t kBlock = 4096;

  /// The sum of the lowest `count` values.
  [[nodiscard]] int128 sum_of_lowest(std::size_t count) const;

  std::vector<std::int64_t> sorted_;
  std::vector<int128> sum_before_;  ///< of the values before each block of kBlock, and of all
  int128 sum_ = 0;
};

}  // namespace spendlens
