#include "spendlens/signals/window.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "spendlens/signals/profile.hpp"

namespace spendlens::signals {

namespace {

/// The last day of a month that is `months` after January 1970.
Day last_of_month(int months) {
  const int next = months + 1;
  const int year = 1970 + (next >= 0 ? next : next - 11) / 12;
  const int month = next - (year - 1970) * 12 + 1;
  return *day_from_civil(year, static_cast<unsigned>(month), 1) - 1;
}

int month_number(const CivilDate& date) { return (date.year - 1970) * 12 + static_cast<int>(date.month) - 1; }

}  // namespace

Day add_months(Day day, int months) {
  const CivilDate date = civil_from_day(day);
  const int month = month_number(date) + months;
  const Day before = last_of_month(month - 1);
  return std::min(before + static_cast<Day>(date.day), last_of_month(month));
}

bool is_month_end(Day day) { return civil_from_day(day).month != civil_from_day(day + 1).month; }

Day Window::start(Day reference) const {
  if (unit == Unit::kDays) return reference - count;
  if (is_month_end(reference)) return last_of_month(month_number(civil_from_day(reference)) - count);
  return add_months(reference, -count);
}

std::string Window::name() const { return fmt::format("{}{}", count, unit == Unit::kDays ? 'd' : 'm'); }

std::optional<Window> parse_window(std::string_view text) {
  Day count = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || count < 1 || count > kMaxProfileDays || end - rest != 1 || text.front() == '0')
    return std::nullopt;
  if (*rest != 'd' && *rest != 'm') return std::nullopt;
  const Window window{count, *rest == 'd' ? Window::Unit::kDays : Window::Unit::kMonths};
  return window.longest() <= kMaxProfileDays ? std::optional(window) : std::nullopt;
}

}  // namespace spendlens::signals
