#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "report/page/cohort_view.hpp"
#include "report/page/figure_html.hpp"

namespace spendlens::report {

namespace {

/// Of more cohorts only the newest are drawn and listed.
constexpr std::size_t kMaxCohorts = 60;
/// With more ages than that the tables leave some out.
constexpr std::size_t kMaxAges = 24;

struct Measure {
  const char* key;
  const char* title;
  const char* of_cell;  ///< in the text of a mark
  std::size_t first_age;
  bool is_money;
  std::pair<const char*, const char*> ends;
};

constexpr std::array<Measure, 4> kCellMeasures = {
    {{"retention", "Retention, %", "% of its customers bought", 1, false, {"fewer", "more of the cohort bought, %"}},
     {"cumulative_spend_per_member",
      "Spend so far",
      "spent by each so far",
      0,
      true,
      {"less", "more spent by each so far"}},
     {"second_purchase_share",
      "Second purchase, %",
      "% with a second purchase so far",
      0,
      false,
      {"fewer", "more with a second purchase, %"}},
     {"average_order_value", "Order value", "an order", 0, true, {"lower", "higher value of an order"}}}};

std::string measure_title(const ReportContext& context, const Measure& measure) {
  return measure.is_money ? context.in_money(measure.title) : measure.title;
}

struct TriangleRows {
  std::vector<const CohortView*> cohorts;
  bool are_newest = false;  ///< older ones are left out
};

/// The cohorts that have an age, the newest if they are many.
TriangleRows triangle_rows(const CohortsView& view) {
  std::vector<const CohortView*> rows;
  for (const CohortView& cohort : view.cohorts)
    if (!cohort.cells.empty()) rows.push_back(&cohort);
  if (rows.size() <= kMaxCohorts) return {rows, false};
  return {{rows.end() - static_cast<std::ptrdiff_t>(kMaxCohorts), rows.end()}, true};
}

/// Beyond so many columns texts in cells are whole numbers.
constexpr std::size_t kMaxExact = 18;

Triangle::Cell triangle_cell(const CohortsView& view, const CohortView& cohort, std::size_t age,
                             const Measure& measure) {
  Triangle::Cell cell;
  cell.is_running = cohort.cells[age].has_value() && !cohort.observed[age];
  cell.value = measure_at(cohort, age, measure.key);
  if (!cell.value) return cell;
  const double value = cell.value->value();
  cell.text = view.units.size() > kMaxExact ? shortest_text(value) : short_text(value);
  cell.tip = fmt::format("{}, {} {} on: {} {}", cohort.title, age, age == 1 ? view.unit : view.units_word(),
                         full(*cell.value).text, measure.of_cell);
  return cell;
}

Chart triangle_chart(const CohortsView& view, const std::vector<const CohortView*>& rows, const Measure& measure) {
  Triangle spec{.across = fmt::format("Age in {}: 0 is the {} of the first purchase", view.units_word(), view.unit),
                .down = "Came in",
                .first_age = measure.first_age,
                .rows = {},
                .legend = measure.ends,
                .from_lowest = true};
  for (const CohortView* cohort : rows) {
    Triangle::Row row{cohort->title, short_text(cohort->customers.value()), {}};
    for (std::size_t age = measure.first_age; age < cohort->cells.size(); ++age)
      row.cells.push_back(triangle_cell(view, *cohort, age, measure));
    spec.rows.push_back(std::move(row));
  }
  return triangle(std::move(spec));
}

/// All ages, or of many fewer and fewer.
std::vector<std::size_t> listed_ages(const std::vector<const CohortView*>& rows) {
  std::size_t ages = 0;
  for (const CohortView* cohort : rows) ages = std::max(ages, cohort->cells.size());
  std::vector<std::size_t> listed;
  for (std::size_t age = 0; age < ages; ++age)
    if (ages <= kMaxAges || age <= 3 || (age <= 12 ? age % 3 == 0 : age <= 24 ? age % 6 == 0 : age % 12 == 0))
      listed.push_back(age);
  return listed;
}

Table triangle_table(const ReportContext& context, const CohortsView& view,
                     const std::vector<const CohortView*>& rows) {
  const auto ages = listed_ages(rows);
  std::vector<Html> heads = {words("Cohort, measure"), words("Customers")};
  for (const std::size_t age : ages) heads.push_back(html("{}", age));
  Table table(html("{} by age in {}; empty: not seen, not over yet or not defined", "Cohorts", view.units_word()),
              heads);
  for (const Measure& measure : kCellMeasures)
    for (const CohortView* cohort : rows) {
      std::vector<Html> cells = {html("{}", cohort->customers)};
      for (const std::size_t age : ages) {
        const auto value = age < measure.first_age ? std::nullopt : measure_at(*cohort, age, measure.key);
        cells.push_back(value ? html("{}", *value) : Html());
      }
      table.row(html("{}, {}", cohort->title, measure_title(context, measure)), cells);
    }
  return table;
}

/// Of all cohorts seen at an age, how many in a hundred bought.
std::optional<std::pair<Figure, Figure>> pooled_at(const CohortsView& view, std::size_t age) {
  for (const SummaryNode& row : view.lens4["pooled"].elements())
    if (row["age"].count().count == static_cast<int128>(age) && row["customers"].count().count > 0)
      return std::pair{row["active"].count(), row["customers"].count()};
  return std::nullopt;
}

/// The age that is told beside the first one: a year, if that was seen.
std::size_t later_age(const CohortsView& view) {
  for (const std::size_t age : {12U, 6U, 4U, 3U, 2U})
    if (pooled_at(view, age)) return age;
  return 1;
}

Html triangle_finding(const CohortsView& view) {
  const auto next = pooled_at(view, 1);
  if (!next) return html("No cohort has been seen for a whole {} after its own", view.unit);
  Html first = html("{}&nbsp;% of customers buy in the {} after that of their first purchase",
                    share_of(next->first, next->second), view.unit);
  const std::size_t age = later_age(view);
  if (age < 2) return first;
  const auto later = pooled_at(view, age);
  return html("{}, {}&nbsp;% {} {} after it", first, share_of(later->first, later->second), age, view.units_word());
}

Html first_cohort_note(const CohortsView& view) {
  const auto ratio = view.lens3.find("first_cohort_ratio");
  if (!ratio || ratio->decimal().count < 150) return {};
  return html(
      " The first cohort is {} times as large as the next: many of its customers may be older ones, whose first purchase is not in the ledger.",
      ratio->decimal());
}

}  // namespace

Html triangle_figure(const ReportContext& context, const CohortsView& view) {
  const auto [rows, are_newest] = triangle_rows(view);
  if (rows.empty()) return {};
  const Html reading = html(
      "Each row is the customers whose first purchase was in one {}, each column the same age: read along a row to see a cohort grow older, down a column to compare newer with older ones. The first column of retention is age 1; at age 0 all bought. Hatched: the {} is not over yet; blank: not yet seen.{}{}",
      view.unit, view.unit, first_cohort_note(view),
      are_newest ? html(" Shown are the newest {} cohorts.", kMaxCohorts) : Html());
  std::vector<Choice> choices;
  for (const Measure& measure : kCellMeasures) choices.push_back({measure.title, triangle_chart(view, rows, measure)});
  const Table table = triangle_table(context, view, rows);
  if (!measure_at(*rows.front(), 0, "retention"))
    return words_only(html("No {} is over yet", view.unit),
                      words("Cohorts can be followed once the first of their units is over."), Html());
  return figure({"triangle", triangle_finding(view), reading, "cohorts by age"}, choices, table);
}

}  // namespace spendlens::report
