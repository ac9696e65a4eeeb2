#pragma once

#include <string>

#include "spendlens/audit/audit.hpp"
#include "spendlens/core/calendar.hpp"

namespace spendlens::report {

/// The first and the last day of a period.
[[nodiscard]] inline std::string days_text(Period period) {
  return date_text(period.start) + " to " + date_text(period.end - 1);
}

/// Whether as-of has seen all of a period.
[[nodiscard]] inline bool is_over(const audit::ObservedPeriod& observed) {
  return observed.observation_end >= observed.period.end;
}

}  // namespace spendlens::report
