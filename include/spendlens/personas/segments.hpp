#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/core/money.hpp"

namespace spendlens::personas {

/// What n customers are assigned in one period, as persona_names() names it, and what they bought there.
struct SegmentColumns {
  std::span<const std::uint8_t> assigned;
  std::span<const std::uint32_t> orders;
  std::span<const Minor> spend;
};

/// Customers of one segment in one period.
struct SegmentSum {
  std::uint64_t customers = 0;
  std::uint64_t orders = 0;
  int128 revenue = 0;

  friend bool operator==(const SegmentSum&, const SegmentSum&) = default;
};

/// What one part of the customers adds to the figures of segments in two periods: sums only, so the numbers of
/// parts add up in any order.
class SegmentPartial {
 public:
  explicit SegmentPartial(std::size_t num_segments = 0);

  /// Adds customers: what each is in the earlier period and in the later one. Throws UsageError where lengths differ or
  /// there is no such segment.
  void add(const SegmentColumns& earlier, const SegmentColumns& later);

  /// Segments, then unclassified and no_purchase.
  [[nodiscard]] std::size_t num_assigned() const { return later_.size(); }
  [[nodiscard]] std::span<const SegmentSum> earlier() const { return earlier_; }
  [[nodiscard]] std::span<const SegmentSum> later() const { return later_; }

  /// Customers who were `from` in the earlier period and are `to` in the later one.
  [[nodiscard]] std::uint64_t moved(std::size_t from, std::size_t to) const {
    return moved_[from * num_assigned() + to];
  }

  /// All of it as one list of numbers, for a sum over the ranks, and back.
  [[nodiscard]] std::vector<int128> numbers() const;
  void set_numbers(std::span<const int128> numbers);

 private:
  std::vector<SegmentSum> earlier_;
  std::vector<SegmentSum> later_;
  std::vector<std::uint64_t> moved_;
};

}  // namespace spendlens::personas
