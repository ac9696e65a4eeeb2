#pragma once

#include <cstdint>
#include <vector>

#include "spendlens/synth/model.hpp"
#include "spendlens/synth/random.hpp"
#include "spendlens/synth/retail_model.hpp"

namespace spendlens::synth {

inline constexpr double kDaysPerYear = 365.25;
inline constexpr double kDaysPerMonth = kDaysPerYear / 12;

/// How orders spread over the days of a history. A *point* is a share of the history's whole intensity in units of
/// 2^-32: points are drawn uniformly and day_at() makes days of them, so that all draws are of integers.
class RetailCalendar {
 public:
  /// Throws UsageError as RetailModel's constructor does of the history and its months.
  RetailCalendar(const RetailParameters& parameters, const ModelSettings& settings);

  /// Calendar months that the history has days of, the first and the last perhaps in part.
  [[nodiscard]] std::size_t num_months() const { return month_start_.size() - 1; }

  /// The point at which a month starts; num_months() is allowed: 2^32. Never decreasing.
  [[nodiscard]] std::uint64_t month_start(std::size_t month) const { return month_start_[month]; }

  /// Which month a day of the history lies in.
  [[nodiscard]] std::size_t month_of(Day day) const;

  /// Intensity between two points, in months of 30.4375 days at intensity 1.
  [[nodiscard]] double months(std::uint64_t points) const { return static_cast<double>(points) * months_per_point_; }

  /// The point so many days after another one; 2^32 where the history ends before. Precondition: point < 2^32, days >=
  /// 0 or infinite.
  [[nodiscard]] std::uint64_t later(std::uint32_t point, double days) const;

  /// The first day of a month that the history has.
  [[nodiscard]] Day first_day(std::size_t month) const { return month_first_day_[month]; }
  [[nodiscard]] Day first_day() const { return first_day_; }

  /// A point of [start, end). Precondition: start < end <= 2^32.
  [[nodiscard]] static std::uint32_t draw(Random& random, std::uint64_t start, std::uint64_t end) {
    return static_cast<std::uint32_t>(start + (random.next() * (end - start) >> 32U));
  }

  [[nodiscard]] Day day_at(std::uint32_t point) const {
    std::uint32_t index = first_index_[point >> shift_];
    while (day_end_[index] <= point) ++index;
    return first_day_ + static_cast<Day>(index);
  }

 private:
  void find_months();
  void tabulate(const std::vector<double>& intensity);

  Day first_day_;
  Day end_day_;
  unsigned shift_ = 0;
  double months_per_point_ = 0;
  std::vector<Day> month_first_day_;  ///< within the history
  std::vector<std::uint64_t> month_start_;
  std::vector<std::uint64_t> day_end_;      ///< the point at which each day ends
  std::vector<std::uint32_t> first_index_;  ///< where to look for the day of the points of one slot of 2^shift_
};

}  // namespace spendlens::synth
