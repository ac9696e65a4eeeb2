#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "spendlens/rfm/scores.hpp"

namespace spendlens::rfm {

/// ScoreCuts made ready for many values: score = base + step · (thresholds below the value). Unused thresholds are the
/// largest integer, which no value exceeds.
class ScoreTable {
 public:
  explicit ScoreTable(const ScoreCuts& cuts);

  [[nodiscard]] std::uint8_t score(std::int64_t value) const {
    int above = 0;
    for (const std::int64_t threshold : thresholds_) above += value > threshold ? 1 : 0;
    return static_cast<std::uint8_t>(base_ + step_ * above);
  }

  /// Equal lengths.
  void score_all(std::span<const std::int64_t> values, std::span<std::uint8_t> scores) const;
  void score_all(std::span<const std::uint32_t> values, std::span<std::uint8_t> scores) const;

 private:
  std::array<std::int64_t, kMaxBins - 1> thresholds_{};
  int base_ = 0;
  int step_ = 0;
};

/// 100 r + 10 f + m of each customer; equal lengths.
void join_digits(std::span<const std::uint8_t> r, std::span<const std::uint8_t> f, std::span<const std::uint8_t> m,
                 std::span<std::uint16_t> joined);

}  // namespace spendlens::rfm
