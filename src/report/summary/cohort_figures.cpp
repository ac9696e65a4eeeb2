#include <fmt/core.h>

#include <algorithm>

#include "report/summary/summary_figures.hpp"
#include "spendlens/cohorts/fields.hpp"
#include "spendlens/core/spend_classes.hpp"

namespace spendlens::report {

namespace {

using cohorts::CohortAnalysis;

/// A row of one of the analysis' lists.
template <class Row>
struct RowOf {
  const CohortAnalysis& analysis;
  const Row& row;
};

/// All rows of a list.
template <class Row>
auto rows_of(std::vector<Row> CohortAnalysis::*list) {
  return [list](const CohortAnalysis& analysis) {
    std::vector<RowOf<Row>> rows;
    for (const Row& row : analysis.*list) rows.push_back({analysis, row});
    return rows;
  };
}

Json json_of(std::uint64_t count) { return count; }
Json json_of(const std::optional<std::uint64_t>& count) { return count ? Json(*count) : Json(nullptr); }
Json json_of(Minor amount) { return decimal_text(amount, 2); }
Json json_of(const cohorts::Ratio& ratio) { return ratio ? Json(decimal_text(*ratio)) : Json(nullptr); }

/// A number of the row.
template <class Row, class Member>
auto number(Member Row::*member) {
  return [member](const RowOf<Row>& of) { return json_of(of.row.*member); };
}

bool has_age(const RowOf<cohorts::CellFigures>& cell) { return cell.row.age.has_value(); }
template <class Row>
bool has_age(const RowOf<Row>&) {
  return true;
}

/// The fields of a table, those that the row has.
template <class Row>
Figures<RowOf<Row>> field_figures(std::span<const cohorts::Field<Row>> fields,
                                  std::initializer_list<std::string_view> left_out = {}) {
  Figures<RowOf<Row>> figures;
  for (const cohorts::Field<Row>& field : fields) {
    if (std::find(left_out.begin(), left_out.end(), field.name) != left_out.end()) continue;
    Figures<RowOf<Row>> one;
    std::visit([&](auto member) { one.add(field.name, field.description, number(member)); }, field.value);
    figures.include_where(
        [scope = field.scope](const RowOf<Row>& of) {
          if (scope == cohorts::FieldScope::kWithMargin) return of.analysis.with_margin;
          return scope == cohorts::FieldScope::kAll || has_age(of);
        },
        one);
  }
  return figures;
}

const char* state_of(const cohorts::UnitState& unit) { return unit.observed ? "observed" : "running"; }

using Cohort = RowOf<cohorts::CohortFigures>;
using Cell = RowOf<cohorts::CellFigures>;
using Week = RowOf<cohorts::WeekFigures>;
using Pooled = RowOf<cohorts::PooledFigures>;
using Compared = RowOf<cohorts::ComparedFigures>;
using Drift = RowOf<cohorts::DriftFigures>;
using Base = RowOf<cohorts::BaseFigures>;

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

/// What is said of the units that were asked for.
template <class Part, class Of>
Figures<audit::AuditResult> by_unit(Figures<Part> below, Of of) {
  Figures<audit::AuditResult> figures;
  figures.add_each("<unit>", std::move(below), [of](const audit::AuditResult& result) {
    std::vector<std::pair<std::string, Part>> parts;
    for (const CohortAnalysis& analysis : result.cohorts)
      parts.emplace_back(cohorts::granularity_name(analysis.granularity), std::invoke(of, analysis));
    return parts;
  });
  return figures;
}

/// One of the analyses of a result, so that none is copied.
struct AnalysisView {
  const CohortAnalysis* analysis;
};

Figures<AnalysisView> viewed(Figures<CohortAnalysis> of) {
  Figures<AnalysisView> figures;
  figures.include(std::move(of), [](const AnalysisView& view) -> const CohortAnalysis& { return *view.analysis; });
  return figures;
}

AnalysisView view_of(const CohortAnalysis& analysis) { return {&analysis}; }

}  // namespace

Figures<audit::AuditResult> lens3_figures() { return by_unit(viewed(triangle_figures()), view_of); }

Figures<audit::AuditResult> lens4_figures() { return by_unit(viewed(side_by_side_figures()), view_of); }

Figures<audit::AuditResult> lens5_figures() {
  Figures<audit::AuditResult> figures;
  figures.add_each_list("<unit>", base_row_figures(), [](const audit::AuditResult& result) {
    std::vector<std::pair<std::string, std::vector<Base>>> lists;
    for (const CohortAnalysis& analysis : result.cohorts)
      lists.emplace_back(cohorts::granularity_name(analysis.granularity), rows_of(&CohortAnalysis::base)(analysis));
    return lists;
  });
  return figures;
}

}  // namespace spendlens::report
