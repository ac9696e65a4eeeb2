#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/core/money.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/signals/distribution.hpp"
#include "spendlens/signals/profile.hpp"
#include "spendlens/signals/signals.hpp"

namespace spendlens::signals {

/// What one part of the customers adds to the totals of the signals in one window: integers only, so parts can be
/// merged in any order.
class SignalPartial {
 public:
  /// Adds customers [rows.begin, rows.end) of a table.
  void add(const SignalTable& table, ItemRange rows);
  void merge(const SignalPartial& other);

  [[nodiscard]] std::uint64_t customers() const { return customers_; }
  /// Customers for whom the signal is not known.
  [[nodiscard]] std::uint64_t nulls(Signal signal) const { return nulls_[index(signal)]; }
  /// Sum of the known values of a count, of cards, money (minor units) or a flag (the customers with it); 0 for
  /// numbers.
  [[nodiscard]] int128 sum(Signal signal) const { return sums_[index(signal)]; }
  /// Customers by payment_frequency.
  [[nodiscard]] std::span<const std::uint64_t> frequencies() const { return frequencies_; }

  /// Customers in each class of distributions()[d]. Precondition: d < kNumDistributions.
  [[nodiscard]] std::vector<std::uint64_t> distribution(std::size_t d) const;

  /// All of it as one list of numbers, for a sum over the ranks, and back.
  [[nodiscard]] std::vector<int128> numbers() const;
  void set_numbers(std::span<const int128> numbers);

 private:
  static std::size_t index(Signal signal) { return static_cast<std::size_t>(signal); }

  std::uint64_t customers_ = 0;
  std::array<std::uint64_t, kNumSignals> nulls_{};
  std::array<int128, kNumSignals> sums_{};
  std::array<std::uint64_t, kMaxRhythms + 2> frequencies_{};  ///< the rhythms, irregular, unknown
  /// Customers at or above each edge of each distribution
  std::array<std::uint64_t, kNumDistributionEdges> at_least_{};
};

}  // namespace spendlens::signals
