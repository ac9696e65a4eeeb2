#include "cohorts/columns.hpp"
#include "cohorts/finish.hpp"

#include <algorithm>

#include "cohorts/ratios.hpp"
#include "spendlens/core/parallel_for.hpp"

namespace spendlens::cohorts {

namespace {

bool has_purchases(const CohortPartial& partial, std::size_t unit) {
  for (const SpendClassSums& of_class : partial.spend_classes(unit))
    if (of_class.customers != 0) return true;
  return false;
}

void list_units(Finishing& finishing) {
  const CalendarUnits& units = finishing.partial.units();
  const auto& acquired_from = finishing.analysis.acquired_from;
  for (std::size_t unit = finishing.first_unit; unit < units.size(); ++unit) {
    const Period period = units.period(unit);
    finishing.analysis.units.push_back(
        {units.name(unit), period, units.observed(unit), acquired_from && period.start < *acquired_from});
  }
}

/// How much the first cohort looks like one of old customers.
Ratio first_cohort_ratio(const std::vector<CohortFigures>& cohorts) {
  std::vector<std::uint64_t> customers;
  for (const CohortFigures& cohort : cohorts)
    if (!cohort.earlier && customers.size() < 4) customers.push_back(cohort.customers);
  if (customers.size() < 4) return {};
  std::sort(customers.begin() + 1, customers.end());
  return ratio_of(customers[0], customers[2]);
}

}  // namespace

const CellFigures* CohortAnalysis::cell_at_age(std::size_t cohort, std::size_t age) const {
  const CohortFigures& of = cohorts[cohort];
  return of.earlier || age >= of.num_cells ? nullptr : &cells[of.first_cell + age];
}

CohortAnalysis finish_cohorts(const CohortPartial& partial) {
  partial.check_turnover();
  const CohortRules& rules = partial.rules();
  CohortAnalysis analysis;
  analysis.granularity = partial.units().granularity();
  analysis.reference = rules.reference;
  analysis.silence_days = rules.silence_days;
  analysis.acquired_from = rules.acquired_from;
  analysis.with_margin = rules.with_margin;
  std::size_t first = 0;
  while (first < partial.units().size() && !has_purchases(partial, first)) ++first;
  if (first == partial.units().size()) return analysis;
  Finishing finishing{partial, first, analysis, {}};
  list_units(finishing);
  finish_cells(finishing);
  analysis.first_cohort_ratio = first_cohort_ratio(analysis.cohorts);
  finish_weeks(finishing);
  finish_side_by_side(analysis);
  finish_base(finishing);
  return analysis;
}

CohortAnalysis analyze_cohorts(const CohortColumns& columns, Granularity granularity, const CohortRules& rules,
                               const ParallelPolicy& policy) {
  const std::uint64_t customers = columns.transactions.num_customers();
  const int workers = policy.workers_for(customers);
  std::vector<CohortPartial> partials(num_parts(customers, workers), CohortPartial(granularity, rules));
  std::vector<std::uint32_t> row(customers);
  check_lengths(columns, rules, row);
  for_each_part(customers, workers, [&](ItemRange range, std::size_t part) {
    PurchaseHistory history(rules);
    for (std::uint64_t customer = range.begin; customer < range.end; ++customer) {
      history.read(columns, customer);
      row[customer] = partials[part].add(history);
    }
  });
  for (std::size_t part = 1; part < partials.size(); ++part) partials[0].merge(partials[part]);
  return finish_cohorts(partials[0]);
}

}  // namespace spendlens::cohorts
