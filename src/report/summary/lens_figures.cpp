#include "report/summary/summary_figures.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/spend_classes.hpp"

namespace spendlens::report {

namespace {

using Lens1 = lenses::SinglePeriodAnalysis;
using Lens2 = lenses::PeriodComparison;

Figures<lenses::Concentration> concentration_figures() {
  using lenses::Concentration;
  Figures<Concentration> figures;
  figures.add("share", "Percent of revenue that the biggest so many percent of the customers bring",
              decimal(&Concentration::share));
  figures.add("customers", "How many customers these are", &Concentration::customers);
  return figures;
}

Figures<Lens1> decomposition_figures() {
  Figures<Lens1> figures;
  figures.add("customers", "Revenue is the product of this", &Lens1::total_customers);
  figures.add("orders_per_customer", "and this", decimal(&Lens1::avg_orders_per_customer));
  figures.add("average_order_value", "and this, but for rounding", money(&Lens1::avg_order_value));
  figures.add("revenue", "The revenue itself", money(&Lens1::total_revenue));
  return figures;
}

}  // namespace

Figures<Lens1> purchase_figures() {
  Figures<Lens1> concentration;
  concentration.add_each("<percentile>", concentration_figures(), &Lens1::revenue_concentration);
  Figures<Lens1> figures;
  figures.add("total_customers", "Customers with a purchase in it", &Lens1::total_customers);
  figures.add("total_orders", "Purchases", &Lens1::total_orders);
  figures.add("one_time_buyers", "Customers with exactly one", &Lens1::one_time_buyers);
  figures.add("one_time_buyer_pct", "These in percent of total_customers", decimal(&Lens1::one_time_buyer_pct));
  figures.add("total_revenue", "Sum of purchases", money(&Lens1::total_revenue));
  figures.add_object("revenue_concentration", concentration, std::identity());
  figures.add("top_10pct_revenue_contribution", "Percent of revenue of the biggest 10 % of the customers",
              decimal(&Lens1::top_10pct_revenue_contribution));
  figures.add("top_20pct_revenue_contribution", "Percent of revenue of the biggest 20 %",
              decimal(&Lens1::top_20pct_revenue_contribution));
  figures.add("avg_orders_per_customer", "total_orders over total_customers", decimal(&Lens1::avg_orders_per_customer));
  figures.add("avg_order_value", "total_revenue over total_orders", money(&Lens1::avg_order_value));
  figures.add_object("decomposition", decomposition_figures(), std::identity());
  figures.add("median_customer_value", "Median of the customers' total_spend", money(&Lens1::median_customer_value));
  figures.add("gini", "Gini coefficient of total_spend, 6 decimals",
              [](const Lens1& lens) { return decimal_text(lens.gini_millionths, 6); });
  figures.add("refund_count", "Refunds in the period, of all customers, with a purchase in it or without",
              &Lens1::refund_count);
  figures.add("refund_total", "Sum of refunds", money(&Lens1::refund_total));
  return figures;
}

namespace {

Figures<Lens1> score_figures_of_lens1() {
  Figures<Lens1> figures;
  figures.add_values("rfm_distribution", "<rfm_score>", "Customers with that rfm_score; those that occur",
                     &Lens1::rfm_distribution);
  return figures;
}

/// A pair of scores that has customers.
struct GridCell {
  std::size_t r_score;
  std::size_t f_score;
  audit::ScoreCell cell;
};

std::vector<GridCell> grid_cells(const PeriodResult& result) {
  std::vector<GridCell> cells;
  const auto& grid = result.scores.grid;
  for (std::size_t r = 1; r < grid.size(); ++r)
    for (std::size_t f = 1; f < grid[r].size(); ++f)
      if (grid[r][f].customers > 0) cells.push_back({r, f, grid[r][f]});
  return cells;
}

Figures<GridCell> grid_figures() {
  Figures<GridCell> figures;
  figures.add("r_score", "Score of recency, of a pair that occurs", &GridCell::r_score);
  figures.add("f_score", "Score of frequency", &GridCell::f_score);
  figures.add("customers", "Customers with both", [](const GridCell& at) { return at.cell.customers; });
  figures.add("revenue", "Their revenue", [](const GridCell& at) { return decimal_text(at.cell.revenue, 2); });
  figures.add("average_value", "Revenue a customer",
              [](const GridCell& at) { return decimal_text(divide_rounded(at.cell.revenue, at.cell.customers), 2); });
  return figures;
}

Figures<lenses::SpendGroup> group_figures() {
  using lenses::SpendGroup;
  Figures<SpendGroup> figures;
  figures.add("customers", "Customers of one of ten groups of equal size, the biggest spenders first",
              &SpendGroup::customers);
  figures.add("revenue", "Their revenue", money(&SpendGroup::revenue));
  figures.add("smallest_spend", "The smallest total_spend among them", money(&SpendGroup::smallest_spend));
  figures.add("largest_spend", "The largest", money(&SpendGroup::largest_spend));
  return figures;
}

/// A class of the distribution of spend that has customers.
struct SpendClass {
  Minor from;
  Json to;
  std::uint64_t customers;
};

std::vector<SpendClass> spend_classes(const Lens1& lens) {
  std::vector<SpendClass> classes;
  const auto bounds = spend_class_bounds();
  for (std::size_t i = 0; i < lens.spend_distribution.size(); ++i)
    if (lens.spend_distribution[i] > 0)
      classes.push_back({i == 0 ? 0 : bounds[i],
                         i == 0                  ? Json("0.00")
                         : i + 1 < bounds.size() ? Json(decimal_text(bounds[i + 1], 2))
                                                 : Json(nullptr),
                         lens.spend_distribution[i]});
  return classes;
}

Figures<SpendClass> spend_class_figures() {
  Figures<SpendClass> figures;
  figures.add("from", "Lower bound of a class of total_spend that has customers", money(&SpendClass::from));
  figures.add("to", "Upper bound, exclusive; null for none", &SpendClass::to);
  figures.add("customers", "Customers in it", &SpendClass::customers);
  return figures;
}

std::vector<std::pair<std::string, std::uint64_t>> order_classes(const Lens1& lens) {
  std::vector<std::pair<std::string, std::uint64_t>> classes;
  for (std::size_t i = 0; i < lens.order_distribution.size(); ++i)
    classes.emplace_back(i + 1 < lens.order_distribution.size() ? std::to_string(i + 1) : "10+",
                         lens.order_distribution[i]);
  return classes;
}

Figures<Lens1> spread_figures() {
  Figures<Lens1> figures;
  figures.add("lorenz", "101 shares with 4 decimals: of revenue, of the lowest 0, 1, ..., 100 percent of the customers",
              [](const Lens1& lens) {
                Json shares = Json::array();
                for (const std::int64_t share : lens.lorenz) shares.push_back(decimal_text(share, 4));
                return shares;
              });
  figures.add_list("equal_customer_groups", group_figures(), &Lens1::equal_customer_groups);
  figures.add("equal_revenue_groups", "Customers of ten groups of equal revenue, the biggest spenders first",
              &Lens1::equal_revenue_groups);
  figures.add_values("order_distribution", "<orders>", "Customers with that many purchases: 1 to 9, 10+",
                     order_classes);
  figures.add_list("spend_distribution", spend_class_figures(), spend_classes);
  return figures;
}

Figures<lenses::RevenueBridge> bridge_figures() {
  using lenses::RevenueBridge;
  Figures<RevenueBridge> figures;
  figures.add("period1_revenue", "Revenue of period 1", money(&RevenueBridge::period1_revenue));
  figures.add("churned", "What the churned had spent, negative", money(&RevenueBridge::churned));
  figures.add("retained", "How the spend of the retained changed", money(&RevenueBridge::retained));
  figures.add("reactivated", "What the reactivated spent", money(&RevenueBridge::reactivated));
  figures.add("first_time", "What the first-time customers spent", money(&RevenueBridge::first_time));
  figures.add("period2_revenue", "Revenue of period 2: the sum of the five", money(&RevenueBridge::period2_revenue));
  return figures;
}

/// Customers by spend decile 1 to 10 in period 2.
std::vector<std::uint64_t> by_decile(const std::array<std::uint64_t, 11>& customers) {
  return {customers.begin() + 1, customers.end()};
}

/// The customers of one spend decile of period 1.
struct DecileMoves {
  std::size_t from;
  const std::array<std::uint64_t, 11>& moved;
};

std::vector<DecileMoves> decile_moves(const Lens2& lens) {
  std::vector<DecileMoves> moves;
  for (std::size_t from = 1; from <= 10; ++from) moves.push_back({from, lens.moved[from]});
  return moves;
}

Figures<Lens2> move_figures() {
  Figures<DecileMoves> decile;
  decile.add("from_decile", "Spend decile in period 1, 1 = biggest", &DecileMoves::from);
  decile.add("to_decile", "Its customers by decile 1 to 10 in period 2",
             [](const DecileMoves& moves) { return by_decile(moves.moved); });
  decile.add("churned", "Its customers that churned", [](const DecileMoves& moves) { return moves.moved[0]; });
  Figures<Lens2> figures;
  figures.add_list("period1_to_period2", decile, decile_moves);
  figures.add("reactivated", "The reactivated by decile 1 to 10 in period 2",
              [](const Lens2& lens) { return by_decile(lens.reactivated_into); });
  figures.add("first_time", "The first-time customers, likewise",
              [](const Lens2& lens) { return by_decile(lens.first_time_into); });
  return figures;
}

}  // namespace

Figures<Lens2> change_figures(bool with_moves) {
  Figures<Lens2> figures;
  figures.add("retained", "Customers with a purchase in both", &Lens2::retained);
  figures.add("churned", "in period 1 alone", &Lens2::churned);
  figures.add("new", "in period 2 alone: reactivated and first_time together", &Lens2::new_customers);
  figures.add("reactivated", "of these, with a purchase before period 1", &Lens2::reactivated);
  figures.add("first_time", "of these, without", &Lens2::first_time);
  figures.add("inactive", "Customers with a purchase in neither", &Lens2::inactive);
  figures.add("retention_rate", "retained in percent of the customers of period 1", decimal(&Lens2::retention_rate));
  figures.add("churn_rate", "churned in percent of the same", decimal(&Lens2::churn_rate));
  figures.add("reactivation_rate", "reactivated in percent of the customers of period 2",
              decimal(&Lens2::reactivation_rate));
  figures.add("customer_count_change", "Customers of period 2 less those of period 1", &Lens2::customer_count_change);
  figures.add("revenue_change_pct", "Change of revenue in percent of that of period 1",
              decimal(&Lens2::revenue_change_pct));
  figures.add("avg_order_value_change_pct", "Change of the average order value in percent",
              decimal(&Lens2::avg_order_value_change_pct));
  figures.add_object("revenue_bridge", bridge_figures(), &Lens2::bridge);
  if (with_moves) figures.add_object("decile_moves", move_figures(), std::identity());
  figures.add("warnings", "Changes beyond 500 % either way, in words", &Lens2::warnings);
  return figures;
}

Figures<PeriodResult> lens1_figures() {
  const auto lens = [](const PeriodResult& result) -> const Lens1& { return result.lens; };
  Figures<PeriodResult> figures;
  figures.add("period", "The period: first day, and the day after the last",
              [](const PeriodResult& result) { return period_text(result.period.period); });
  figures.include(purchase_figures(), lens);
  figures.include(score_figures_of_lens1(), lens);
  figures.add_list("rf_grid", grid_figures(), grid_cells);
  figures.include(spread_figures(), lens);
  return figures;
}

Figures<audit::AuditResult> lens2_figures() {
  using Result = audit::AuditResult;
  Figures<Result> figures;
  figures.add("period1", "The period compared with: first day, and the day after the last",
              [](const Result& result) { return period_text(result.compare.period); });
  figures.add("period2", "The period", [](const Result& result) { return period_text(result.period.period); });
  figures.include(change_figures(true), &Result::lens2);
  return figures;
}

}  // namespace spendlens::report
