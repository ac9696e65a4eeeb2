#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/core/money.hpp"
#include "spendlens/signals/bank_rules.hpp"
#include "spendlens/signals/stream.hpp"

namespace spendlens::signals {

/// Streams of payments by what they are and by their state, and what those that are active or late come to a month:
/// integers only, so parts can be merged in any order.
class StreamPartial {
 public:
  static constexpr std::size_t kNumKinds = kStreamKindNames.size();
  static constexpr std::size_t kNumStates = kStreamStateNames.size();

  void add(const Stream& stream, const StreamRules& rules);
  void merge(const StreamPartial& other);

  [[nodiscard]] std::uint64_t count(StreamKind kind, StreamState state) const {
    return counts_[place(kind)][static_cast<std::size_t>(state)];
  }
  /// What active and late streams of a kind come to a month, in minor units, rounded: the last amount, of income the
  /// typical payment of those that are regular, times the cadence's share of a month.
  [[nodiscard]] int128 monthly(StreamKind kind) const;

  /// What streams of a kind came to so far: for each its charges times their median. Those that are `early`, and may be
  /// none, are left out.
  [[nodiscard]] int128 spent(StreamKind kind) const { return spent_[place(kind)]; }

  /// All of it as one list of numbers, for a sum over the ranks, and back. Precondition: as many as numbers() has.
  [[nodiscard]] std::vector<int128> numbers() const;
  void set_numbers(std::span<const int128> numbers);

 private:
  static std::size_t place(StreamKind kind) { return static_cast<std::size_t>(kind); }

  std::array<std::array<std::uint64_t, kNumStates>, kNumKinds> counts_{};
  std::array<int128, kNumKinds> shares2_{};  ///< twice the amounts, in 1/1344 a month
  std::array<int128, kNumKinds> spent_{};    ///< minor units
};

}  // namespace spendlens::signals
