#pragma once

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
/// merged in any order. All parts that meet are of one set.
class SignalPartial {
 public:
  SignalPartial() : SignalPartial(SignalSet::kSpendsense) {}
  explicit SignalPartial(SignalSet set);

  [[nodiscard]] SignalSet set() const { return set_; }

  /// Adds customers [rows.begin, rows.end) of a table of the set's catalogue.
  void add(const SignalTable& table, ItemRange rows);
  void merge(const SignalPartial& other);

  [[nodiscard]] std::uint64_t customers() const { return customers_; }
  /// Customers for whom the signal is not known.
  [[nodiscard]] std::uint64_t nulls(std::size_t signal) const { return nulls_[signal]; }
  [[nodiscard]] std::uint64_t nulls(Signal signal) const { return nulls(static_cast<std::size_t>(signal)); }
  /// Sum of the known values of a count, of cards, money (minor units) or a flag (the customers with it); 0 for
  /// numbers.
  [[nodiscard]] int128 sum(std::size_t signal) const { return sums_[signal]; }
  [[nodiscard]] int128 sum(Signal signal) const { return sum(static_cast<std::size_t>(signal)); }

  /// Customers by the value of a signal of kind kChoice; nothing (an empty span) where no such signal is at that place.
  [[nodiscard]] std::span<const std::uint64_t> choices(std::size_t signal) const;
  /// Customers by payment_frequency, of spendsense.
  [[nodiscard]] std::span<const std::uint64_t> frequencies() const {
    return choices(static_cast<std::size_t>(Signal::kPaymentFrequency));
  }

  /// Customers in each class of distributions(set())[d]. Precondition: d is a place there.
  [[nodiscard]] std::vector<std::uint64_t> distribution(std::size_t d) const;

  /// All of it as one list of numbers, for a sum over the ranks, and back.
  [[nodiscard]] std::vector<int128> numbers() const;
  void set_numbers(std::span<const int128> numbers);

 private:
  static constexpr std::size_t kMaxChoices = kMaxRhythms + 2;  ///< the rhythms, irregular, unknown

  SignalSet set_;
  std::uint64_t customers_ = 0;
  std::vector<std::uint64_t> nulls_;     ///< by signal
  std::vector<int128> sums_;             ///< likewise
  std::vector<std::uint64_t> choices_;   ///< kMaxChoices for each signal of kind kChoice
  std::vector<std::uint64_t> at_least_;  ///< customers at or above each edge of each distribution
};

}  // namespace spendlens::signals
