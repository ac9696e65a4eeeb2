#include "synth/bank_calendar.hpp"

#include <algorithm>

namespace spendlens::synth {

namespace {

constexpr std::size_t kMonthsBefore = 2;
constexpr Day kDaysAfter = 370;

std::uint32_t month_length(int year, unsigned month) {
  constexpr std::uint32_t kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kLengths[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

}  // namespace

BankCalendar::BankCalendar(Day first, Day last) : first_(first), last_(last) {
  CivilDate date = civil_from_day(first);
  Day start = first - static_cast<Day>(date.day - 1);
  for (std::size_t i = 0; i < kMonthsBefore; ++i) {
    if (--date.month == 0) date = {date.year - 1, 12, 1};
    start -= static_cast<Day>(month_length(date.year, date.month));
  }
  first_month_ = date.month - 1;
  for (month_start_ = {start}; start <= last + kDaysAfter; month_start_.push_back(start)) {
    start += static_cast<Day>(month_length(date.year, date.month));
    if (++date.month == 13) date = {date.year + 1, 1, 1};
  }
  const auto days = static_cast<std::size_t>(month_start_.back() - month_start_.front());
  std::vector<bool> is_free(days);
  for (std::size_t month = 0, i = 0; i < days; ++i) {
    const Day day = month_start_.front() + static_cast<Day>(i);
    if (day == month_start_[month + 1]) ++month;
    is_free[i] = weekday(day) == 0 || weekday(day) == 6 || is_holiday(day, month);
  }
  before_.resize(days);
  after_.resize(days);
  for (std::size_t i = 0; i < days; ++i)
    before_[i] = is_free[i] && i > 0 ? static_cast<std::uint8_t>(before_[i - 1] + 1) : 0;
  for (std::size_t i = days; i-- > 0;)
    after_[i] = is_free[i] && i + 1 < days ? static_cast<std::uint8_t>(after_[i + 1] + 1) : 0;
}

/// New Year, Independence Day, Thanksgiving (the fourth Thursday of November) and Christmas.
bool BankCalendar::is_holiday(Day day, std::size_t month) const {
  const auto number = static_cast<std::uint32_t>(day - month_start_[month]) + 1;
  switch (month_of_year(month)) {
    case 0:
      return number == 1;
    case 6:
      return number == 4;
    case 10:
      return weekday(day) == 4 && number >= 22 && number <= 28;
    case 11:
      return number == 25;
    default:
      return false;
  }
}

std::size_t BankCalendar::month_of(Day day) const {
  const auto since = static_cast<std::size_t>(day - month_start_.front());
  std::size_t month = std::min(since / 31, num_months() - 1);
  while (month_start_[month + 1] <= day) ++month;
  return month;
}

Day BankCalendar::day_in(std::size_t month, std::uint32_t number) const {
  return std::min(month_start_[month] + static_cast<Day>(number), month_start_[month + 1]) - 1;
}

Day BankCalendar::year_before(Day day) const {
  const std::size_t month = month_of(day);
  if (month < 12) return month_start_.front();
  const bool is_last = day + 1 == month_start_[month + 1];
  return day_in(month - 12, is_last ? 31 : static_cast<std::uint32_t>(day - month_start_[month]) + 1);
}

}  // namespace spendlens::synth
