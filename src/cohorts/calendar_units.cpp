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

CalendarUnits::CalendarUnits(Granularity granularity, Day first_day, Day reference)
    : granularity_(granularity), reference_(reference) {
  if (first_day > reference || first_day < 0 || reference >= kTimestampLimit / kSecondsPerDay)
    throw UsageError(
        fmt::format("calendar units from {} to {}: the first day must not be after the last, both from "
                    "1970 to 2105",
                    date_text(first_day), date_text(reference)));
  Period unit = calendar_period(first_day, granularity);
  starts_.push_back(unit.start);
  while (true) {
    starts_.push_back(unit.end);
    for (Day day = unit.start; day < unit.end && day <= reference; ++day)
      unit_of_day_.push_back(static_cast<std::uint16_t>(starts_.size() - 2));
    if (unit.end > reference) break;
    unit = calendar_period(unit.end, granularity);
  }
}

std::string CalendarUnits::name(std::size_t unit) const {
  const CivilDate date = civil_from_day(starts_[unit]);
  switch (granularity_) {
    case Granularity::kMonth:
      return fmt::format("{:04}-{:02}", date.year, date.month);
    case Granularity::kQuarter:
      return fmt::format("{:04}-Q{}", date.year, (date.month - 1) / 3 + 1);
    case Granularity::kYear:
      break;
  }
  return fmt::format("{:04}", date.year);
}

}  // namespace spendlens::cohorts
