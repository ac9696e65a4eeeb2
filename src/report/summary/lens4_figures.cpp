#include <fmt/core.h>

#include "report/summary/cohort_rows.hpp"

namespace spendlens::report {

namespace {

using Pooled = RowOf<cohorts::PooledFigures>;
using Compared = RowOf<cohorts::ComparedFigures>;
using Drift = RowOf<cohorts::DriftFigures>;

Figures<Pooled> pooled_row_figures() {
  using Row = cohorts::PooledFigures;
  Figures<Pooled> figures;
  figures.add("age", "Units since the cohort's own", number(&Row::age));
  figures.add("cohorts", "Cohorts whose cell of this age is observed", number(&Row::cohorts));
  figures.add("customers", "Their customers", number(&Row::customers));
  figures.add("active", "of these, with a purchase at this age", number(&Row::active));
  figures.add("orders", "Their purchases at this age", number(&Row::orders));
  figures.add("revenue", "The sum of these", number(&Row::revenue));
  figures.add("retention", "active in percent of customers", number(&Row::retention));
  figures.add("orders_per_active", "orders / active", number(&Row::orders_per_active));
  figures.add("average_order_value", "revenue / orders", number(&Row::average_order_value));
  figures.add("spend_per_member", "revenue / customers", number(&Row::spend_per_member));
  return figures;
}

Figures<Compared> compared_row_figures() {
  using Row = cohorts::ComparedFigures;
  Figures<Compared> figures;
  figures.add("cohort", "A cohort", [](const Compared& of) { return of.analysis.cohorts[of.row.cohort].name; });
  figures.add("compared_with", "The one of a year before, or else of the unit before",
              [](const Compared& of) { return of.analysis.cohorts[of.row.compared_with].name; });
  figures.add("age", "At this age of both", number(&Row::age));
  figures.add("customers_change_pct", "Change of the cohort's customers in percent",
              number(&Row::customers_change_pct));
  figures.add("retention_change_pct", "of retention", number(&Row::retention_change_pct));
  figures.add("orders_per_active_change_pct", "of orders_per_active", number(&Row::orders_per_active_change_pct));
  figures.add("average_order_value_change_pct", "of average_order_value", number(&Row::average_order_value_change_pct));
  figures.add("revenue_change_pct", "of revenue: the product of the four", number(&Row::revenue_change_pct));
  return figures;
}

Figures<Drift> drift_row_figures() {
  using Row = cohorts::DriftFigures;
  Figures<Drift> figures;
  figures.add("age", "Units since the cohort's own", number(&Row::age));
  figures.add("measure", "retention, cumulative_spend_per_member or second_purchase_share",
              [](const Drift& of) { return cohorts::kDriftMeasureNames[static_cast<std::size_t>(of.row.measure)]; });
  figures.add("cohorts", "Cohorts whose cell of this age is observed", number(&Row::cohorts));
  figures.add("rises", "Pairs of them of which the later has more", number(&Row::rises));
  figures.add("falls", "of which it has less", number(&Row::falls));
  figures.add("first", "The oldest cohort's measure", number(&Row::first));
  figures.add("last", "The newest one's", number(&Row::last));
  return figures;
}

Figures<CohortAnalysis> side_by_side_figures() {
  Figures<CohortAnalysis> figures;
  figures.add_list("pooled", pooled_row_figures(), rows_of(&CohortAnalysis::pooled));
  figures.add_list("compared", compared_row_figures(), rows_of(&CohortAnalysis::compared));
  figures.add_list("drift", drift_row_figures(), rows_of(&CohortAnalysis::drift));
  return figures;
}

}  // namespace

Figures<std::vector<CohortAnalysis>> lens4_figures() { return by_unit(viewed(side_by_side_figures()), view_of); }

}  // namespace spendlens::report
