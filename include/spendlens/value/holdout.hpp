#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "spendlens/value/counted_inputs.hpp"
#include "spendlens/value/model.hpp"

namespace spendlens::value {

/// A sum of doubles, each rounded to a multiple of 2^-32, as a number.
[[nodiscard]] double as_score(int128 sum);
/// Adds a double, so rounded, `count` times.
void add_score(double score, std::uint64_t count, int128& sum);

/// Customers of a holdout side by side with what was predicted of them.
struct HoldoutClass {
  std::uint64_t customers = 0;
  std::uint64_t bought = 0;         ///< who came in the holdout
  std::uint64_t purchase_days = 0;  ///< distinct dates of all of them
  int128 predicted = 0;             ///< as_score()
  int128 p_alive = 0;

  friend bool operator==(const HoldoutClass&, const HoldoutClass&) = default;
};

/// Sums of one model, integers: equal on any number of ranks.
struct HoldoutSums {
  HoldoutClass all;
  std::array<HoldoutClass, 8> by_x;         ///< x = 0 .. 6, 7 and more
  std::array<HoldoutClass, 10> by_p_alive;  ///< [k/10, (k+1)/10), 1 in the last
  int128 absolute_error = 0;                ///< as_score()
  int128 square_error = 0;
  int128 predicted_spend = 0;  ///< of minor units

  [[nodiscard]] std::vector<int128> numbers() const;
  static HoldoutSums of(std::span<const int128> numbers);

  [[nodiscard]] std::optional<double> bias_pct() const;  ///< nothing where nobody came
  [[nodiscard]] double mean_absolute_error() const;
  [[nodiscard]] double root_mean_square_error() const;
};

/// Customers who bought before a holdout: each distinct (x, t_x, T) as of its eve with the dates bought in it, as
/// key_of(x, t_x, T, dates); `spend` is the sum of their repeat spend.
using HoldoutEntries = std::span<const KeyCounts::Entry>;

/// What a model says of the `days` of a holdout; `longest_T` is of all of its customers, wherever they are.
[[nodiscard]] HoldoutSums compare_holdout(HoldoutEntries entries, const PurchaseParameters& purchases,
                                          const std::optional<SpendParameters>& spend, std::uint16_t longest_T,
                                          int days, int num_threads);
/// The same of customers who go on as they were: x / T times the days, 0 where T = 0. Of p_alive it says nothing.
[[nodiscard]] HoldoutSums compare_naive(HoldoutEntries entries, int days);

/// Repeat purchase days of a whole week since the first customer came.
struct TrackedWeek {
  std::uint64_t actual = 0;
  double expected = 0;
};

/// Week by week up to the last day: `acquired` are the customers who came on each day, `repeat_days` what was bought on
/// it by whoever had come before.
[[nodiscard]] std::vector<TrackedWeek> track(const PurchaseParameters& parameters,
                                             std::span<const std::uint64_t> acquired,
                                             std::span<const std::uint64_t> repeat_days);

/// The first day of the default holdout: the last third of the days from the first to the reference, in whole weeks, at
/// most 52; nothing where less than 26 weeks would be left.
[[nodiscard]] std::optional<Day> default_calibration_end(Day first_day, Day reference);

}  // namespace spendlens::value
