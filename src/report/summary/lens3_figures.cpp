#include <fmt/core.h>

#include "report/summary/cohort_rows.hpp"
#include "spendlens/core/spend_classes.hpp"

namespace spendlens::report {

namespace {

using Cohort = RowOf<cohorts::CohortFigures>;
using Cell = RowOf<cohorts::CellFigures>;
using Week = RowOf<cohorts::WeekFigures>;

std::vector<std::pair<std::string, std::uint64_t>> order_classes_of(const Cohort& cohort) {
  std::vector<std::pair<std::string, std::uint64_t>> classes;
  const auto& customers = cohort.row.order_distribution;
  for (std::size_t i = 0; i < customers.size(); ++i)
    classes.emplace_back(fmt::format("{}{}", i + 1, i + 1 == customers.size() ? "+" : ""), customers[i]);
  return classes;
}

std::vector<std::pair<std::string, std::uint64_t>> spend_classes_of(const Cohort& cohort) {
  std::vector<std::pair<std::string, std::uint64_t>> classes;
  const auto& customers = cohort.row.spend_distribution;
  for (std::size_t i = 0; i < customers.size(); ++i)
    if (customers[i] > 0) classes.emplace_back(decimal_text(spend_class_bounds()[i], 2), customers[i]);
  return classes;
}

Figures<Cohort> cohort_row_figures() {
  Figures<Cohort> figures;
  figures.add("cohort", "The unit of the first purchase ever, or `earlier`",
              [](const Cohort& cohort) { return cohort.row.name; });
  figures.include(field_figures(cohorts::cohort_fields()), std::identity());
  figures.add_values("order_distribution", "<orders>", "Customers with that many purchases so far: 1 to 9, 10+",
                     order_classes_of);
  figures.add_values("spend_distribution", "<spend>",
                     "Customers who spent this much so far, but less than the next class", spend_classes_of);
  return figures;
}

Figures<Cell> cell_row_figures() {
  Figures<Cell> figures;
  figures.add("cohort", "The cohort", [](const Cell& cell) { return cell.analysis.cohorts[cell.row.cohort].name; });
  figures.add("period", "The unit", [](const Cell& cell) { return cell.analysis.units[cell.row.unit].name; });
  figures.add("age", "Units since the cohort's own; null of `earlier`", number(&cohorts::CellFigures::age));
  figures.include(field_figures(cohorts::cell_fields()), std::identity());
  return figures;
}

std::vector<std::pair<std::size_t, Json>> week_shares(const std::array<std::size_t, 4>& weeks,
                                                      const cohorts::SharesByWeek& shares) {
  std::vector<std::pair<std::size_t, Json>> values;
  for (std::size_t i = 0; i < weeks.size(); ++i)
    values.emplace_back(weeks[i], shares[i] ? Json(fmt::format("{:.6f}", *shares[i])) : Json(nullptr));
  return values;
}

void add_life_table(Figures<Week>& figures, const std::string& name, const std::string& event,
                    cohorts::LifeTable cohorts::WeekFigures::*table) {
  figures.add_value(name + "_at_risk",
                    "By week 1, 2, ...: customers observed through it without " + event + " before it",
                    [table](const Week& week) { return Json((week.row.*table).at_risk); });
  figures.add_value(name + "_events", "of these, with it in the week",
                    [table](const Week& week) { return Json((week.row.*table).events); });
}

Figures<Week> week_row_figures() {
  using cohorts::WeekFigures;
  Figures<Week> figures;
  figures.add("cohort", "The cohort; `all`: all but `earlier`",
              [](const Week& week) { return week.row.cohort ? week.analysis.cohorts[*week.row.cohort].name : "all"; });
  add_life_table(figures, "return", "a return", &WeekFigures::returned);
  add_life_table(figures, "second", "a second purchase (who has none on the first day)", &WeekFigures::second_purchase);
  add_life_table(figures, "silence", "having fallen silent", &WeekFigures::silence);
  figures.add_values("returned_by_week", "<week>", "Share who had returned by then, 6 decimals; null: not seen",
                     [](const Week& week) { return week_shares(cohorts::kReturnWeeks, week.row.returned_by_week); });
  figures.add_values(
      "second_purchase_by_week", "<week>", "Share with a second purchase by then, of the first day too",
      [](const Week& week) { return week_shares(cohorts::kReturnWeeks, week.row.second_purchase_by_week); });
  figures.add_values("silent_by_week", "<week>", "Share who had fallen silent by then",
                     [](const Week& week) { return week_shares(cohorts::kSilenceWeeks, week.row.silent_by_week); });
  figures.add_values("weeks_to_return", "<percent>", "The first week by which so many percent had returned",
                     [](const Week& week) {
                       std::vector<std::pair<int, Json>> values;
                       for (std::size_t i = 0; i < cohorts::kReturnQuantiles.size(); ++i)
                         values.emplace_back(cohorts::kReturnQuantiles[i], json_of(week.row.weeks_to_return[i]));
                       return values;
                     });
  return figures;
}

Figures<CohortAnalysis> triangle_figures() {
  Figures<cohorts::UnitState> unit;
  unit.add("period", "A calendar unit, from that of the earliest purchase on", &cohorts::UnitState::name);
  unit.add("state", "`observed`, or `running`: not over by as-of", state_of);
  Figures<CohortAnalysis> figures;
  figures.add("granularity", "`month`, `quarter` or `year`",
              [](const CohortAnalysis& analysis) { return cohorts::granularity_name(analysis.granularity); });
  figures.add("silence_days", "Days without a purchase after which a customer counts as silent",
              &CohortAnalysis::silence_days);
  figures.add("acquired_from", "Who first bought before this date is of the cohort `earlier`; null: nobody",
              [](const CohortAnalysis& analysis) {
                return analysis.acquired_from ? Json(date_text(*analysis.acquired_from)) : Json(nullptr);
              });
  figures.add_list("periods", unit, &CohortAnalysis::units);
  figures.add("first_cohort_ratio", "Customers of the first cohort over the median of the three that follow",
              [](const CohortAnalysis& analysis) { return json_of(analysis.first_cohort_ratio); });
  figures.add_list("cohorts", cohort_row_figures(), rows_of(&CohortAnalysis::cohorts));
  figures.add_list("cells", cell_row_figures(), rows_of(&CohortAnalysis::cells));
  figures.add_list("weeks", week_row_figures(), rows_of(&CohortAnalysis::weeks));
  return figures;
}

}  // namespace

Figures<std::vector<CohortAnalysis>> lens3_figures() { return by_unit(viewed(triangle_figures()), view_of); }

}  // namespace spendlens::report
