#include "cohorts/finish.hpp"
#include "cohorts/ratios.hpp"

namespace spendlens::cohorts {

namespace {

void set_ratios_of_active(const CellFigures* before, CellFigures& cell) {
  cell.orders_per_active = ratio_of(cell.orders, cell.active);
  cell.average_order_value = money_per(cell.revenue, cell.orders);
  cell.spend_per_active = money_per(cell.revenue, cell.active);
  if (before != nullptr) cell.repeat_rate = percent_of(cell.retained, before->active);
}

void set_ratios_of_members(std::uint64_t customers, CellFigures& cell) {
  cell.retention = percent_of(cell.active, customers);
  cell.orders_per_member = ratio_of(cell.orders, customers);
  cell.spend_per_member = money_per(cell.revenue, customers);
  cell.cumulative_spend_per_member = money_per(cell.cumulative_revenue, customers);
  cell.second_purchase_share = percent_of(cell.second_purchases_so_far, customers);
  cell.return_share = percent_of(cell.returns_so_far, customers);
}

/// The cell of `unit`, a unit of the analysis, after the cell before, if there is one.
CellFigures cell_of(const Finishing& finishing, std::size_t row, std::size_t unit, const CellFigures* before) {
  CellFigures cell;
  cell.cohort = finishing.analysis.cohorts.size();
  cell.unit = unit;
  static_cast<CellSums&>(cell) = finishing.partial.cell(row, finishing.first_unit + unit);
  cell.cumulative_orders = cell.orders + (before != nullptr ? before->cumulative_orders : 0);
  cell.cumulative_revenue = cell.revenue + (before != nullptr ? before->cumulative_revenue : 0);
  cell.second_purchases_so_far = cell.second_purchases + (before != nullptr ? before->second_purchases_so_far : 0);
  cell.returns_so_far = cell.returns + (before != nullptr ? before->returns_so_far : 0);
  const CohortSums& cohort = finishing.partial.cohort(row);
  if (row != kEarlierRow) {
    cell.age = before != nullptr ? *before->age + 1 : 0;
    cell.repeat_orders = cell.orders - (before == nullptr ? cohort.first_day_orders : 0);
    cell.repeat_revenue = cell.revenue - (before == nullptr ? cohort.first_day_revenue : 0);
  }
  if (!finishing.analysis.units[unit].observed) return cell;
  set_ratios_of_active(before, cell);
  if (row != kEarlierRow) set_ratios_of_members(cohort.customers, cell);
  return cell;
}

CohortFigures figures_of(const CohortSums& sums) {
  CohortFigures cohort;
  cohort.customers = sums.customers;
  cohort.first_day_orders = sums.first_day_orders;
  cohort.first_day_revenue = sums.first_day_revenue;
  cohort.one_time_buyers = sums.order_distribution[0];
  cohort.one_time_buyer_pct = percent_of(cohort.one_time_buyers, sums.customers);
  cohort.one_day_buyers = sums.one_day_buyers;
  cohort.returned = sums.customers - sums.one_day_buyers;
  cohort.returned_pct = percent_of(cohort.returned, sums.customers);
  cohort.same_day_second = sums.same_day_second;
  cohort.silent = sums.silent;
  cohort.came_back = sums.came_back;
  cohort.came_back_pct = percent_of(sums.came_back, sums.silent);
  cohort.intermittent = sums.intermittent;
  cohort.order_distribution = sums.order_distribution;
  cohort.spend_distribution = sums.spend_distribution;
  return cohort;
}

}  // namespace

void finish_cells(Finishing& finishing) {
  CohortAnalysis& analysis = finishing.analysis;
  for (std::size_t row = 0; row < finishing.partial.num_rows(); ++row) {
    const CohortSums& sums = finishing.partial.cohort(row);
    if (sums.customers == 0) continue;
    CohortFigures cohort = figures_of(sums);
    cohort.earlier = row == kEarlierRow;
    cohort.unit = cohort.earlier ? 0 : finishing.partial.unit_of_row(row) - finishing.first_unit;
    cohort.name = cohort.earlier ? "earlier" : analysis.units[cohort.unit].name;
    cohort.first_cell = analysis.cells.size();
    for (std::size_t unit = cohort.unit; unit < analysis.units.size(); ++unit) {
      const CellFigures* before = unit == cohort.unit ? nullptr : &analysis.cells.back();
      const CellFigures cell = cell_of(finishing, row, unit, before);
      cohort.orders += cell.orders;
      cohort.revenue += cell.revenue;
      cohort.margin += cell.margin;
      cohort.refund_count += cell.refund_count;
      cohort.refund_total += cell.refund_total;
      analysis.cells.push_back(cell);
    }
    cohort.num_cells = analysis.cells.size() - cohort.first_cell;
    analysis.cohorts.push_back(cohort);
    finishing.rows.push_back(row);
  }
}

}  // namespace spendlens::cohorts
