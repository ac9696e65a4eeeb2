#include <algorithm>

#include "cohorts/finish.hpp"
#include "cohorts/ratios.hpp"

namespace spendlens::cohorts {

namespace {

constexpr std::uint64_t kWholeInPercent = 100;

/// The share of revenue of the top `percentile` percent of the customers of a unit. Those who are cut out of a class
/// count with its mean.
Ratio top_share(std::span<const SpendClassSums> classes, const BaseFigures& base, std::uint64_t percentile) {
  if (base.revenue == 0) return {};
  std::uint64_t left = std::max<std::uint64_t>(1, base.active * percentile / kWholeInPercent);
  int128 revenue = 0;
  for (auto of_class = classes.rbegin(); of_class != classes.rend(); ++of_class) {
    if (of_class->customers == 0) continue;
    if (of_class->customers > left)
      return percent_of(revenue * of_class->customers + int128{of_class->revenue} * left,
                        int128{base.revenue} * of_class->customers);
    revenue += of_class->revenue;
    left -= of_class->customers;
    if (left == 0) break;
  }
  return percent_of(revenue, base.revenue);
}

/// Sums over all cohorts.
BaseFigures sums_of(const Finishing& finishing, std::size_t unit) {
  const CohortAnalysis& analysis = finishing.analysis;
  const UnitSums& sums = finishing.partial.unit(finishing.first_unit + unit);
  BaseFigures base;
  base.unit = unit;
  base.acquired = sums.acquired_earlier;
  base.acquired_revenue = sums.acquired_earlier_revenue;
  base.refund_count = sums.refund_count;
  base.refund_total = sums.refund_total;
  for (std::size_t cohort = 0; cohort < analysis.cohorts.size(); ++cohort) {
    const CohortFigures& of = analysis.cohorts[cohort];
    if (of.unit > unit) continue;
    const CellFigures& cell = analysis.cells[of.first_cell + unit - of.unit];
    base.active += cell.active;
    base.orders += cell.orders;
    base.revenue += cell.revenue;
    base.margin += cell.margin;
    base.retained += cell.retained;
    base.retained_revenue += cell.retained_revenue;
    base.retained_base += cell.retained_base;
    base.by_cohort.push_back({cohort, cell.active, cell.orders, cell.revenue});
    if (of.earlier || of.unit != unit) continue;
    base.acquired += cell.active;
    base.acquired_revenue += cell.revenue;
  }
  base.reactivated = base.active - base.acquired - base.retained;
  base.reactivated_revenue = base.revenue - base.acquired_revenue - base.retained_revenue;
  return base;
}

void follow_on(const BaseFigures& before, BaseFigures& base) {
  base.lapsed = before.active - base.retained;
  base.bridge = BaseBridge{before.revenue,
                           base.retained_base - before.revenue,
                           base.retained_revenue - base.retained_base,
                           base.reactivated_revenue,
                           base.acquired_revenue,
                           base.revenue};
}

void set_ratios(const CohortAnalysis& analysis, std::span<const SpendClassSums> classes, BaseFigures& base) {
  base.active_share = percent_of(base.active, base.ever);
  base.acquired_revenue_share = percent_of(base.acquired_revenue, base.revenue);
  base.orders_per_active = ratio_of(base.orders, base.active);
  base.average_order_value = money_per(base.revenue, base.orders);
  base.spend_per_active = money_per(base.revenue, base.active);
  base.top_10pct_share = top_share(classes, base, 10);
  base.top_20pct_share = top_share(classes, base, 20);
  if (base.lapsed) {
    base.repeat_rate = percent_of(base.retained, analysis.base.back().active);
    base.acquired_per_lapsed = ratio_of(base.acquired, *base.lapsed);
  }
  const std::size_t year = units_a_year(analysis.granularity);
  if (base.unit < year) return;
  const BaseFigures& year_before = analysis.base[base.unit - year];
  base.revenue_change_pct = change_of({base.revenue, 1}, {year_before.revenue, 1});
  base.active_change_pct = change_of({base.active, 1}, {year_before.active, 1});
  base.acquired_change_pct = change_of({base.acquired, 1}, {year_before.acquired, 1});
}

}  // namespace

void finish_base(const Finishing& finishing) {
  CohortAnalysis& analysis = finishing.analysis;
  for (std::size_t unit = 0; unit < analysis.units.size(); ++unit) {
    BaseFigures base = sums_of(finishing, unit);
    base.ever = base.acquired + (unit > 0 ? analysis.base.back().ever : 0);
    base.dormant = base.ever - base.active;
    if (unit > 0) follow_on(analysis.base.back(), base);
    if (analysis.units[unit].observed)
      set_ratios(analysis, finishing.partial.spend_classes(finishing.first_unit + unit), base);
    analysis.base.push_back(std::move(base));
  }
}

}  // namespace spendlens::cohorts
