#include <fmt/core.h>

#include "report/page/cohort_view.hpp"
#include "report/page/figure_html.hpp"

namespace spendlens::report {

namespace {

void add_part(Stacks::Column& column, const Figure& value, const char* css_class, const char* what) {
  if (value.count != 0)
    column.parts.push_back({value, css_class, fmt::format("{}, {}: {}", column.label, what, full(value).text)});
}

/// Who came above the base, who stayed away below it.
Chart customers_chart(const CohortsView& view) {
  Stacks spec{.columns = {},
              .across = "A bar for each " + view.unit + " that is over",
              .up = "Customers",
              .legend = {{"new", "good"}, {"came back", "other"}, {"lapsed", "bad"}},
              .is_apart = false};
  for (std::size_t u = 0; view.last && u <= *view.last; ++u) {
    const SummaryNode& base = view.base[u];
    Stacks::Column column{view.units[u].title, {}};
    add_part(column, base["acquired"].count(), "good", "new");
    add_part(column, base["reactivated"].count(), "other", "came back");
    if (const auto lapsed = base.find("lapsed")) add_part(column, negative(lapsed->count()), "bad", "lapsed");
    spec.columns.push_back(std::move(column));
  }
  return stacks(std::move(spec));
}

/// How each unit's revenue follows from that of the unit before.
Chart revenue_chart(const ReportContext& context, const CohortsView& view) {
  Stacks spec{
      .columns = {},
      .across = "A bar for each " + view.unit + " that is over",
      .up = context.in_money("Change of revenue"),
      .legend = {{"new", "good"}, {"came back", "other"}, {"change of the retained", "main"}, {"lapsed", "bad"}},
      .is_apart = false};
  for (std::size_t u = 0; view.last && u <= *view.last; ++u) {
    Stacks::Column column{view.units[u].title, {}};
    if (const auto bridge = view.base[u].find("bridge")) {
      add_part(column, (*bridge)["acquired"].decimal(), "good", "new");
      add_part(column, (*bridge)["reactivated"].decimal(), "other", "came back");
      add_part(column, (*bridge)["retained"].decimal(), "main", "change of the retained");
      add_part(column, (*bridge)["lapsed"].decimal(), "bad", "lapsed");
    }
    spec.columns.push_back(std::move(column));
  }
  return stacks(std::move(spec));
}

Html decimal_cell(const SummaryNode& base, const char* key) {
  const auto value = base.find(key);
  return value ? html("{}", value->decimal()) : Html();
}

Table flow_table(const ReportContext& context, const CohortsView& view) {
  Table table(
      html(
          "{}",
          context.in_money(
              "Customers in and out of the base, and the revenue that went with them; changes against the unit before")),
      {words("Unit"), words("Ever"), words("Active"), words("Active, % of ever"), words("New"), words("Stayed"),
       words("Came back"), words("Lapsed"), words("New for each lapsed"), words("Bought again, %"),
       words("Revenue before"), words("Lapsed"), words("Change of the retained"), words("Came back"), words("New"),
       words("Revenue")});
  for (std::size_t u = 0; u < view.units.size(); ++u) {
    const SummaryNode& base = view.base[u];
    const auto lapsed = base.find("lapsed");
    std::vector<Html> cells = {html("{}", base["ever"].count()),
                               html("{}", base["active"].count()),
                               decimal_cell(base, "active_share"),
                               html("{}", base["acquired"].count()),
                               html("{}", base["retained"].count()),
                               html("{}", base["reactivated"].count()),
                               lapsed ? html("{}", lapsed->count()) : Html(),
                               decimal_cell(base, "acquired_per_lapsed"),
                               decimal_cell(base, "repeat_rate")};
    const auto bridge = base.find("bridge");
    for (const char* step : {"previous_revenue", "lapsed", "retained", "reactivated", "acquired"})
      cells.push_back(bridge ? decimal_cell(*bridge, step) : Html());
    cells.push_back(decimal_cell(base, "revenue"));
    table.row(html("{}{}", view.units[u].title, view.units[u].is_observed ? "" : " (not over yet)"), cells);
  }
  return table;
}

}  // namespace

Html flows_figure(const ReportContext& context, const CohortsView& view) {
  if (!view.last) return {};
  const SummaryNode& base = view.base[*view.last];
  const std::string& unit = view.units[*view.last].title;
  const auto lapsed = base.find("lapsed");
  const Figure acquired = base["acquired"].count();
  const Figure reactivated = base["reactivated"].count();
  const Figure active = base["active"].count();
  const Html came = html("{} customers were new and {} came back in {}", acquired, reactivated, unit);
  const Html stayed = html("{} of them had bought in the {} before too. ", base["retained"].count(), view.unit);
  return figure(
      {"base-flows", lapsed ? html("{}; {} lapsed", came, lapsed->count()) : came,
       html(
           "In {} {} of the {} customers so far bought. {}Above the line are those who came: new ones and those who had been away for a {} or more; below it those who had bought in the {} before and did not. Above is more than below where the base grows. As revenue the same steps lead from each {}'s revenue to the next.{}",
           unit, active, base["ever"].count(), *view.last == 0 ? Html() : stayed, view.unit, view.unit, view.unit,
           view.units.back().is_observed ? Html()
                                         : html(" {} is not over yet and not drawn.", view.units.back().title)),
       "customers and revenue in and out"},
      {{"Customers", customers_chart(view)}, {"Revenue", revenue_chart(context, view)}}, flow_table(context, view));
}

Html base_bridge_figure(const ReportContext& context, const CohortsView& view) {
  if (!view.last || *view.last == 0) return {};
  const auto bridge = view.base[*view.last].find("bridge");
  if (!bridge) return {};
  const std::string& now = view.units[*view.last].title;
  const std::string& then = view.units[*view.last - 1].title;
  const Figure before = (*bridge)["previous_revenue"].decimal();
  const Figure lapsed = (*bridge)["lapsed"].decimal();
  const Figure retained = (*bridge)["retained"].decimal();
  const Figure reactivated = (*bridge)["reactivated"].decimal();
  const Figure acquired = (*bridge)["acquired"].decimal();
  const Figure after = (*bridge)["revenue"].decimal();
  if (before.count == 0 && after.count == 0) return {};
  Waterfall spec{.steps = {{then, before, true, {"total"}},
                           {"Lapsed", lapsed, false, {"bad"}},
                           {"Retained", retained, false, {retained.count < 0 ? "bad" : "main"}},
                           {"Came back", reactivated, false, {"other"}},
                           {"New", acquired, false, {"good"}},
                           {now, after, true, {"total"}}},
                 .up = context.in_money("Revenue")};
  Table table(html("{}", context.in_money(fmt::format("From the revenue of {} to that of {}", then, now))),
              {words("Step"), words("Revenue")});
  table.row(html("{}", then), {html("{}", before)}).row(words("Lapsed: bought then, not now"), {html("{}", lapsed)});
  table.row(words("Change of those who bought in both"), {html("{}", retained)});
  table.row(words("Came back"), {html("{}", reactivated)}).row(words("New"), {html("{}", acquired)});
  table.row(html("{}", now), {html("{}", after)});
  const Html finding = before.count == after.count
                           ? html("Revenue of {} was that of {}", now, then)
                           : html("Revenue {} from {} in {} to {} in {}", after.count > before.count ? "rose" : "fell",
                                  context.money(in_words(before)), then, context.money(in_words(after)), now);
  return figure(
      {"base-bridge", finding,
       html(
           "Customers of {} who did not buy in {} took {} with them; those who bought in both spent {} {}. Who came back brought {}, new customers {}.",
           then, now, context.money(magnitude(lapsed)), context.money(magnitude(retained)),
           retained.count < 0 ? "less" : "more", context.money(reactivated), context.money(acquired)),
       "the steps of the last bridge"},
      waterfall(std::move(spec)), table);
}

}  // namespace spendlens::report
