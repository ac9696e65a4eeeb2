#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/core/fiscal_calendar.hpp"

namespace spendlens::cohorts {

/// The finest first.
inline constexpr std::array<Granularity, 3> kGranularities = {Granularity::kMonth, Granularity::kQuarter,
                                                              Granularity::kYear};

/// "month", "quarter" or "year".
[[nodiscard]] const char* granularity_name(Granularity granularity);

/// How many units a year has: 12, 4 or 1.
[[nodiscard]] std::size_t units_a_year(Granularity granularity);

/// The calendar units from the one with `first_day` to the one with `reference`, numbered from 0 (DEFINITIONS section
/// 10); quarters and years begin with the month `fiscal_year_start`. Months from 2024-11-20 to 2025-01-10 are 0:
/// 2024-11, 1: 2024-12, 2: 2025-01; the last one is running.
class CalendarUnits {
 public:
  /// Throws UsageError where first_day is after reference, or either is outside 1970 to 2105.
  CalendarUnits(Granularity granularity, Day first_day, Day reference,
                FiscalYearStart fiscal_year_start = kCalendarYear);

  [[nodiscard]] Granularity granularity() const { return granularity_; }
  [[nodiscard]] Day reference() const { return reference_; }
  [[nodiscard]] FiscalYearStart fiscal_year_start() const { return fiscal_year_start_; }
  [[nodiscard]] std::size_t size() const { return starts_.size() - 1; }

  /// The unit of a day. Precondition: from the first unit's first day to reference.
  [[nodiscard]] std::uint32_t unit_of(Day day) const {
    return unit_of_day_[static_cast<std::size_t>(day - starts_.front())];
  }
  [[nodiscard]] Period period(std::size_t unit) const { return {starts_[unit], starts_[unit + 1]}; }
  /// Whether the unit has ended by the end of reference; a unit that has not is running.
  [[nodiscard]] bool observed(std::size_t unit) const { return starts_[unit + 1] <= reference_ + 1; }
  /// "2025-01", "2025-Q1" or "2025".
  [[nodiscard]] std::string name(std::size_t unit) const;

 private:
  Granularity granularity_;
  Day reference_;
  FiscalYearStart fiscal_year_start_;
  std::vector<Day> starts_;                 ///< of each unit, and of the one after the last
  std::vector<std::uint16_t> unit_of_day_;  ///< from the first unit's first day to reference
};

}  // namespace spendlens::cohorts
