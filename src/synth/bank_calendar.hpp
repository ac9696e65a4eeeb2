#pragma once

#include <cstdint>
#include <vector>

#include "spendlens/synth/model.hpp"

namespace spendlens::synth {

/// Months and working days around a history, looked up: from two months before it to a year after it.
class BankCalendar {
 public:
  BankCalendar(Day first, Day last);

  [[nodiscard]] Day first() const { return first_; }  ///< of the history
  [[nodiscard]] Day last() const { return last_; }

  /// Months count from the first one known.
  [[nodiscard]] std::size_t month_of(Day day) const;
  [[nodiscard]] Day start_of(std::size_t month) const { return month_start_[month]; }
  /// The month's day of that number, its last where it has fewer.
  [[nodiscard]] Day day_in(std::size_t month, std::uint32_t number) const;
  /// The month of the year that the month of that index is: 0 is January.
  [[nodiscard]] std::uint32_t month_of_year(std::size_t month) const {
    return static_cast<std::uint32_t>((first_month_ + month) % 12);
  }
  [[nodiscard]] std::size_t num_months() const { return month_start_.size() - 1; }
  /// A year of months before `day`: the same number of day, or the month's last.
  [[nodiscard]] Day year_before(Day day) const;

  /// The nearest working day at or before, at or after. No Saturday, no Sunday, no bank holiday.
  [[nodiscard]] Day working_before(Day day) const { return day - before_[index(day)]; }
  [[nodiscard]] Day working_after(Day day) const { return day + after_[index(day)]; }
  /// 0 is Sunday.
  [[nodiscard]] static std::uint32_t weekday(Day day) { return static_cast<std::uint32_t>((day % 7 + 11) % 7); }

 private:
  [[nodiscard]] std::size_t index(Day day) const { return static_cast<std::size_t>(day - month_start_.front()); }
  [[nodiscard]] bool is_holiday(Day day, std::size_t month) const;

  Day first_;
  Day last_;
  std::uint32_t first_month_ = 0;
  std::vector<Day> month_start_;              ///< of each month, and of the one after
  std::vector<std::uint8_t> before_, after_;  ///< days to the nearest working day, of each day of these months
};

}  // namespace spendlens::synth
