#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/audit/result_schema.hpp"
#include "spendlens/cohorts/partial.hpp"
#include "spendlens/store/layout.hpp"

namespace spendlens::audit {

/// "/cohort_month", "/cohort_quarter", "/cohort_year": a row a customer.
[[nodiscard]] std::string cohort_group(Granularity granularity);

/// The tables of one granularity, "/cohorts/month", "/cohort_cells/month" and "/base/month": cohorts, their cells, the
/// whole base; in this order. They are kept at every level of
/// detail.
[[nodiscard]] std::vector<ResultTable> cohort_tables(const ResultShape& shape, Granularity granularity);

/// The same tables with a row for each part of the profile's CohortAttribute, "/cohorts_by_attribute/month" and so on:
/// the integers of all parts add up to those of cohort_tables().
[[nodiscard]] std::vector<ResultTable> cohort_part_tables(const ResultShape& shape, Granularity granularity);

/// Adds what a file says of its cohorts to a shape.
void add_cohorts(const store::Layout& layout, ResultShape& shape);

/// A row of the partial as kCohortColumns has it, and that as people read it: "2025-01", "earlier"; empty without a
/// purchase. They stand in files: never change.
inline constexpr std::uint16_t kEarlierCohortCode = 65'534;
inline constexpr std::uint16_t kNoCohortCode = 65'535;
[[nodiscard]] std::uint16_t cohort_code(const cohorts::CohortPartial& partial, std::uint32_t row);
/// The same of the cohort of a unit, by a day in it.
[[nodiscard]] std::uint16_t cohort_code(Granularity granularity, Day first_purchase,
                                        FiscalYearStart fiscal_year_start = kCalendarYear);
[[nodiscard]] std::string cohort_name(Granularity granularity, std::uint16_t code);

}  // namespace spendlens::audit
