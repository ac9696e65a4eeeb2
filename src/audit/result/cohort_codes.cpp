#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "spendlens/audit/cohort_tables.hpp"

namespace spendlens::audit {

namespace {

constexpr int kFirstYear = 1970;

}  // namespace

std::uint16_t cohort_code(const cohorts::CohortPartial& partial, std::uint32_t row) {
  if (row == cohorts::kNoRow) return kNoCohortCode;
  if (row == cohorts::kEarlierRow) return kEarlierCohortCode;
  const cohorts::CalendarUnits& units = partial.units();
  return cohort_code(units.granularity(), units.period(partial.unit_of_row(row)).start, units.fiscal_year_start());
}

/// Units of the fiscal year that began in 1969 stand right below `earlier`.
std::uint16_t cohort_code(Granularity granularity, Day first_purchase, FiscalYearStart fiscal_year_start) {
  const bool is_month = granularity == Granularity::kMonth;
  const FiscalMonth begin = fiscal_month(first_purchase, is_month ? kCalendarYear : fiscal_year_start);
  const auto a_year = static_cast<int>(cohorts::units_a_year(granularity));
  const int unit = (begin.year - kFirstYear) * a_year + (static_cast<int>(begin.month) - 1) * a_year / 12;
  return static_cast<std::uint16_t>(unit < 0 ? kEarlierCohortCode + unit : unit);
}

std::string cohort_name(Granularity granularity, std::uint16_t code) {
  if (code == kNoCohortCode) return "";
  if (code == kEarlierCohortCode) return "earlier";
  const std::size_t a_year = cohorts::units_a_year(granularity);
  const std::size_t first = kEarlierCohortCode - a_year;  // of the fiscal year that began in 1969
  const std::size_t unit = code >= first ? code - first : code + a_year;
  const std::size_t year = kFirstYear - 1 + unit / a_year;
  const std::size_t within = unit % a_year + 1;
  if (granularity == Granularity::kMonth) return fmt::format("{:04}-{:02}", year, within);
  return granularity == Granularity::kQuarter ? fmt::format("{:04}-Q{}", year, within) : fmt::format("{:04}", year);
}

}  // namespace spendlens::audit
