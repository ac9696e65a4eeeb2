#include <span>

#include "cohorts/finish.hpp"
#include "cohorts/ratios.hpp"

namespace spendlens::cohorts {

namespace {

constexpr std::array<std::uint64_t, 4> kDriftMonths = {1, 3, 6, 12};
constexpr std::array<std::uint64_t, 3> kDriftQuarters = {1, 2, 4};
constexpr std::array<std::uint64_t, 2> kDriftYears = {1, 2};

std::span<const std::uint64_t> drift_ages(Granularity granularity) {
  switch (granularity) {
    case Granularity::kMonth:
      return kDriftMonths;
    case Granularity::kQuarter:
      return kDriftQuarters;
    case Granularity::kYear:
      break;
  }
  return kDriftYears;
}

/// The cohort's cell of an age where its unit has ended.
const CellFigures* observed_cell(const CohortAnalysis& analysis, std::size_t cohort, std::size_t age) {
  const CellFigures* cell = analysis.cell_at_age(cohort, age);
  return cell != nullptr && analysis.units[cell->unit].observed ? cell : nullptr;
}

/// Nothing is added where no cohort's cell of this age is observed.
void add_pooled(CohortAnalysis& analysis, std::size_t age) {
  PooledFigures pooled;
  pooled.age = age;
  for (std::size_t cohort = 0; cohort < analysis.cohorts.size(); ++cohort) {
    const CellFigures* cell = observed_cell(analysis, cohort, age);
    if (cell == nullptr) continue;
    ++pooled.cohorts;
    pooled.customers += analysis.cohorts[cohort].customers;
    pooled.active += cell->active;
    pooled.orders += cell->orders;
    pooled.revenue += cell->revenue;
  }
  if (pooled.cohorts == 0) return;
  pooled.retention = percent_of(pooled.active, pooled.customers);
  pooled.orders_per_active = ratio_of(pooled.orders, pooled.active);
  pooled.average_order_value = money_per(pooled.revenue, pooled.orders);
  pooled.spend_per_member = money_per(pooled.revenue, pooled.customers);
  analysis.pooled.push_back(pooled);
}

/// The cohort of a unit, or nothing.
std::optional<std::size_t> cohort_of_unit(const CohortAnalysis& analysis, std::size_t unit) {
  for (std::size_t cohort = 0; cohort < analysis.cohorts.size(); ++cohort)
    if (!analysis.cohorts[cohort].earlier && analysis.cohorts[cohort].unit == unit) return cohort;
  return std::nullopt;
}

/// The cohort that another one is held against: of the same unit a year before, or else of the unit before.
std::optional<std::size_t> older_one(const CohortAnalysis& analysis, std::size_t cohort) {
  const std::size_t unit = analysis.cohorts[cohort].unit;
  for (const std::size_t back : {units_a_year(analysis.granularity), std::size_t{1}})
    if (unit >= back)
      if (const auto older = cohort_of_unit(analysis, unit - back)) return older;
  return std::nullopt;
}

void compare(CohortAnalysis& analysis, std::size_t cohort, std::size_t older) {
  const int128 customers = analysis.cohorts[cohort].customers;
  const int128 customers_before = analysis.cohorts[older].customers;
  for (std::size_t age = 0;; ++age) {
    const CellFigures* cell = observed_cell(analysis, cohort, age);
    const CellFigures* before = observed_cell(analysis, older, age);
    if (cell == nullptr || before == nullptr) return;
    ComparedFigures compared;
    compared.cohort = cohort;
    compared.compared_with = older;
    compared.age = age;
    compared.customers_change_pct = change_of({customers, 1}, {customers_before, 1});
    compared.retention_change_pct = change_of({cell->active, customers}, {before->active, customers_before});
    compared.orders_per_active_change_pct = change_of({cell->orders, cell->active}, {before->orders, before->active});
    compared.average_order_value_change_pct =
        change_of({cell->revenue, cell->orders}, {before->revenue, before->orders});
    compared.revenue_change_pct = change_of({cell->revenue, 1}, {before->revenue, 1});
    analysis.compared.push_back(compared);
  }
}

Rational value_of(const CohortAnalysis& analysis, const CellFigures& cell, DriftMeasure measure) {
  const int128 customers = analysis.cohorts[cell.cohort].customers;
  switch (measure) {
    case DriftMeasure::kRetention:
      return {cell.active, customers};
    case DriftMeasure::kCumulativeSpendPerMember:
      return {cell.cumulative_revenue, customers};
    case DriftMeasure::kSecondPurchaseShare:
      break;
  }
  return {cell.second_purchases_so_far, customers};
}

Ratio rounded_value(const CellFigures& cell, DriftMeasure measure) {
  switch (measure) {
    case DriftMeasure::kRetention:
      return cell.retention;
    case DriftMeasure::kCumulativeSpendPerMember:
      return cell.cumulative_spend_per_member;
    case DriftMeasure::kSecondPurchaseShare:
      break;
  }
  return cell.second_purchase_share;
}

void add_drift(CohortAnalysis& analysis, std::uint64_t age, DriftMeasure measure) {
  std::vector<const CellFigures*> cells;
  for (std::size_t cohort = 0; cohort < analysis.cohorts.size(); ++cohort)
    if (const CellFigures* cell = observed_cell(analysis, cohort, age)) cells.push_back(cell);
  DriftFigures drift{age, measure, cells.size(), 0, 0, {}, {}};
  for (std::size_t later = 0; later < cells.size(); ++later)
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const Rational a = value_of(analysis, *cells[earlier], measure);
      const Rational b = value_of(analysis, *cells[later], measure);
      drift.rises += b.above * a.below > a.above * b.below ? 1U : 0U;
      drift.falls += b.above * a.below < a.above * b.below ? 1U : 0U;
    }
  if (!cells.empty()) {
    drift.first = rounded_value(*cells.front(), measure);
    drift.last = rounded_value(*cells.back(), measure);
  }
  analysis.drift.push_back(drift);
}

}  // namespace

void finish_side_by_side(CohortAnalysis& analysis) {
  for (std::size_t age = 0; age < analysis.units.size(); ++age) add_pooled(analysis, age);
  for (std::size_t cohort = 0; cohort < analysis.cohorts.size(); ++cohort)
    if (!analysis.cohorts[cohort].earlier)
      if (const auto older = older_one(analysis, cohort)) compare(analysis, cohort, *older);
  for (const std::uint64_t age : drift_ages(analysis.granularity))
    for (const DriftMeasure measure :
         {DriftMeasure::kRetention, DriftMeasure::kCumulativeSpendPerMember, DriftMeasure::kSecondPurchaseShare})
      add_drift(analysis, age, measure);
}

}  // namespace spendlens::cohorts
