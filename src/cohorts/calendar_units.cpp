#include "spendlens/cohorts/calendar_units.hpp"

#include <fmt/core.h>

#include "spendlens/core/error.hpp"

namespace spendlens::cohorts {

const char* granularity_name(Granularity granularity) {
  switch (granularity) {
    case Granularity::kMonth:
      return "month";
    case Granularity::kQuarter:
      return "quarter";
    case Granularity::kYear:
      break;
  }
  return "year";
}

std::size_t units_a_year(Granularity granularity) {
  switch (granularity) {
    case Granularity::kMonth:
      return 12;
    case Granularity::kQuarter:
      return 4;
    case Granularity::kYear:
      break;
  }
  return 1;
}

CalendarUnits::CalendarUnits(Granularity granularity, Day first_day, Day reference, FiscalYearStart fiscal_year_start)
    : granularity_(granularity), reference_(reference), fiscal_year_start_(fiscal_year_start) {
  if (first_day > reference || first_day < 0 || reference >= kTimestampLimit / kSecondsPerDay)
    throw UsageError(
        fmt::format("calendar units from {} to {}: the first day must not be after the last, both from "
                    "1970 to 2105",
                    date_text(first_day), date_text(reference)));
  Period unit = fiscal_period(first_day, granularity, fiscal_year_start);
  starts_.push_back(unit.start);
  while (true) {
    starts_.push_back(unit.end);
    for (Day day = unit.start; day < unit.end && day <= reference; ++day)
      unit_of_day_.push_back(static_cast<std::uint16_t>(starts_.size() - 2));
    if (unit.end > reference) break;
    unit = fiscal_period(unit.end, granularity, fiscal_year_start);
  }
}

std::string CalendarUnits::name(std::size_t unit) const {
  return fiscal_unit_name(starts_[unit], granularity_, fiscal_year_start_);
}

}  // namespace spendlens::cohorts
