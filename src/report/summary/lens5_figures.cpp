#include <fmt/core.h>

#include "report/summary/cohort_rows.hpp"

namespace spendlens::report {

namespace {

using Base = RowOf<cohorts::BaseFigures>;

Figures<cohorts::BaseBridge> base_bridge_figures() {
  using cohorts::BaseBridge;
  Figures<BaseBridge> figures;
  figures.add("previous_revenue", "Revenue of the unit before", money(&BaseBridge::previous_revenue));
  figures.add("lapsed", "What the lapsed had spent there, negative", money(&BaseBridge::lapsed));
  figures.add("retained", "How the spend of the retained changed", money(&BaseBridge::retained));
  figures.add("reactivated", "What the reactivated spent", money(&BaseBridge::reactivated));
  figures.add("acquired", "What the acquired spent", money(&BaseBridge::acquired));
  figures.add("revenue", "Revenue of the unit: the sum of the five", money(&BaseBridge::revenue));
  return figures;
}

Figures<cohorts::CohortInUnit> cohort_in_unit_figures() {
  using cohorts::CohortInUnit;
  Figures<CohortInUnit> figures;
  figures.add("active", "Customers of the cohort with a purchase in the unit", &CohortInUnit::active);
  figures.add("orders", "Their purchases", &CohortInUnit::orders);
  figures.add("revenue", "The sum of these", money(&CohortInUnit::revenue));
  return figures;
}

Figures<Base> revenue_of_figures() {
  using Row = cohorts::BaseFigures;
  Figures<Base> figures;
  figures.add("acquired", "What the acquired spent in the unit", number(&Row::acquired_revenue));
  figures.add("retained", "What the retained spent", number(&Row::retained_revenue));
  figures.add("reactivated", "What the reactivated spent", number(&Row::reactivated_revenue));
  return figures;
}

bool has_bridge(const Base& base) { return base.row.bridge.has_value(); }

Figures<Base> base_row_figures() {
  Figures<Base> figures;
  figures.add("period", "The unit", [](const Base& base) { return base.analysis.units[base.row.unit].name; });
  figures.add("state", "`observed` or `running`",
              [](const Base& base) { return state_of(base.analysis.units[base.row.unit]); });
  figures.add("acquired_is_seen_first", "Whether the unit begins before acquired_from",
              [](const Base& base) { return base.analysis.units[base.row.unit].seen_first; });
  figures.include(field_figures(cohorts::base_fields(),
                                {"acquired_revenue", "retained_revenue", "reactivated_revenue", "retained_base"}),
                  std::identity());
  figures.add_object("revenue_of", revenue_of_figures(), std::identity());
  Figures<Base> bridge;
  bridge.add_object("bridge", base_bridge_figures(), [](const Base& base) { return *base.row.bridge; });
  figures.include_where(has_bridge, bridge);
  Figures<Base> no_bridge;
  no_bridge.add("bridge", "null in the first unit", [](const Base&) { return Json(nullptr); });
  figures.include_where([](const Base& base) { return !has_bridge(base); }, no_bridge);
  Figures<Base> cohorts_of_unit;
  cohorts_of_unit.add_each("<cohort>", cohort_in_unit_figures(), [](const Base& base) {
    std::vector<std::pair<std::string, cohorts::CohortInUnit>> parts;
    for (const cohorts::CohortInUnit& part : base.row.by_cohort)
      parts.emplace_back(base.analysis.cohorts[part.cohort].name, part);
    return parts;
  });
  figures.add_object("by_cohort", cohorts_of_unit, std::identity());
  return figures;
}

}  // namespace

Figures<std::vector<CohortAnalysis>> lens5_figures() {
  Figures<std::vector<CohortAnalysis>> figures;
  figures.add_each_list("<unit>", base_row_figures(), [](const std::vector<CohortAnalysis>& analyses) {
    std::vector<std::pair<std::string, std::vector<Base>>> lists;
    for (const CohortAnalysis& analysis : analyses)
      lists.emplace_back(cohorts::granularity_name(analysis.granularity), rows_of(&CohortAnalysis::base)(analysis));
    return lists;
  });
  return figures;
}

}  // namespace spendlens::report
