#include "spendlens/audit/cohort_segments.hpp"

#include <algorithm>

namespace spendlens::audit {

namespace {

/// Adds a cohort to the row of its name, which is the last one or a new one.
void add_row(const std::string& cohort, std::span<const personas::CohortSegmentSum> sums, CohortSegmentTable& to) {
  if (std::ranges::all_of(sums, [](const auto& sum) { return sum.customers == 0; })) return;
  if (to.rows.empty() || to.rows.back().cohort != cohort)
    to.rows.push_back({cohort, std::vector<personas::CohortSegmentSum>(sums.size())});
  for (std::size_t segment = 0; segment < sums.size(); ++segment) to.rows.back().sums[segment] += sums[segment];
}

}  // namespace

std::size_t finest_granularity(std::span<const Granularity> granularities) {
  return static_cast<std::size_t>(std::ranges::min_element(granularities) - granularities.begin());
}

personas::CohortSegmentSum CohortSegmentRow::all() const {
  personas::CohortSegmentSum all;
  for (const personas::CohortSegmentSum& sum : sums) all += sum;
  return all;
}

std::vector<CohortSegmentTable> cohort_segment_tables(const personas::CohortSegmentPartial& sums,
                                                      const cohorts::CohortPartial& cohorts) {
  const cohorts::CalendarUnits& units = cohorts.units();
  const cohorts::CohortRules& rules = cohorts.rules();
  const cohorts::CalendarUnits years(Granularity::kYear, rules.first_day, rules.reference, rules.fiscal_year_start);
  std::vector<CohortSegmentTable> tables = {{units.granularity(), {}}};
  if (units.granularity() != Granularity::kYear) tables.push_back({Granularity::kYear, {}});
  for (std::size_t row = 0; row < cohorts.num_rows(); ++row)
    for (CohortSegmentTable& table : tables) {
      const std::size_t unit = cohorts.unit_of_row(row);
      const Day day = std::max(units.period(unit).start, rules.first_day);
      const std::string name = row == cohorts::kEarlierRow                ? "earlier"
                               : table.granularity == units.granularity() ? units.name(unit)
                                                                          : years.name(years.unit_of(day));
      add_row(name, sums.of_cohort(row), table);
    }
  return tables;
}

}  // namespace spendlens::audit
