#include <fmt/core.h>

#include <algorithm>

#include "report/page/cohort_view.hpp"
#include "report/page/figure_html.hpp"

namespace spendlens::report {

namespace {

/// So many cohorts are told apart; of more those of one year are one layer.
constexpr std::size_t kMaxLayers = 13;

/// The revenue of an intake in a unit; nothing before it came.
std::optional<Figure> revenue_in(const SummaryNode& base, const Intake& intake) {
  std::vector<Figure> parts;
  for (const CohortView* cohort : intake.cohorts)
    if (const auto of = base["by_cohort"].find(cohort->name)) parts.push_back((*of)["revenue"].decimal());
  if (parts.empty()) return std::nullopt;
  return parts.size() == 1 ? parts.front() : sum(parts);
}

std::vector<std::pair<std::string, const char*>> legend_of(const std::vector<Intake>& intakes,
                                                           const std::string& year) {
  std::vector<std::pair<std::string, const char*>> legend;
  for (const Intake& intake : intakes) {
    const char* layer = layer_of(intake.year, year);
    const std::string came = intake.year == "earlier" ? "earlier" : "came in " + intake.year;
    if (!legend.empty() && std::string_view(legend.back().second) == layer) {
      // The oldest share a colour.
      if (legend.back().first != came) legend.back().first = came + " or before";
      continue;
    }
    legend.emplace_back(came, layer);
  }
  std::reverse(legend.begin(), legend.end());
  return legend;
}

Chart layers_chart(const ReportContext& context, const CohortsView& view, const std::vector<Intake>& intakes) {
  const std::string& year = view.units[view.last.value_or(view.units.size() - 1)].year;
  Stacks spec{.columns = {},
              .across = view.unit == "month"     ? "Month"
                        : view.unit == "quarter" ? "Quarter"
                                                 : "Year",
              .up = context.in_money("Revenue"),
              .legend = legend_of(intakes, year)};
  for (std::size_t u = 0; u < view.units.size(); ++u) {
    Stacks::Column column{view.units[u].title, {}, !view.units[u].is_observed};
    for (const Intake& intake : intakes)
      if (const auto revenue = revenue_in(view.base[u], intake))
        column.parts.push_back(
            {*revenue, layer_of(intake.year, year),
             fmt::format("{}, customers who came in {}: {}", view.units[u].title, intake.title, full(*revenue).text)});
    spec.columns.push_back(std::move(column));
  }
  return stacks(std::move(spec));
}

Table layers_table(const ReportContext& context, const CohortsView& view, const std::vector<Intake>& intakes) {
  std::vector<Html> heads = {words("Unit"), words("Revenue"), words("of customers who came in it, %")};
  for (const Intake& intake : intakes) heads.push_back(html("{}", intake.title));
  Table table(html("{}", context.in_money("Revenue by when its customers first bought")), heads);
  for (std::size_t u = 0; u < view.units.size(); ++u) {
    const auto share = view.base[u].find("acquired_revenue_share");
    std::vector<Html> cells = {html("{}", view.base[u]["revenue"].decimal()),
                               share ? html("{}", share->decimal()) : Html()};
    for (const Intake& intake : intakes) {
      const auto revenue = revenue_in(view.base[u], intake);
      cells.push_back(revenue ? html("{}", *revenue) : Html());
    }
    table.row(html("{}{}", view.units[u].title, view.units[u].is_observed ? "" : " (not over yet)"), cells);
  }
  return table;
}

/// What the unit that is not over yet has brought so far.
Html running_text(const ReportContext& context, const CohortsView& view) {
  const std::size_t last = view.units.size() - 1;
  if (view.units[last].is_observed) return {};
  const auto this_year = revenue_of_year(view, last);
  const Html of_year = this_year ? html(", of which {} from customers who came in {}",
                                        context.money(in_words(*this_year)), view.units[last].year)
                                 : Html();
  return html(" {} is not over yet: so far {}{}.", view.units[last].title,
              context.money(in_words(view.base[last]["revenue"].decimal())), of_year);
}

Html acquired_text(const CohortsView& view, std::size_t unit) {
  const Figure acquired = view.base[unit]["revenue_of"]["acquired"].decimal();
  return html(" Customers whose first purchase was in that {} itself brought {}&nbsp;%.", view.unit,
              share_of(acquired, view.base[unit]["revenue"].decimal()));
}

}  // namespace

Html layers_figure(const ReportContext& context, const CohortsView& view) {
  const auto intakes = intakes_of(view, kMaxLayers);
  const Html how = html(
      "Each column is the revenue of a {}, each layer that of the customers who first bought in one {}; the oldest lie at the bottom, those of the latest year stand out.",
      view.unit, view.cohorts.size() > kMaxLayers ? "year" : view.unit.c_str());
  const Chart chart = layers_chart(context, view, intakes);
  const Table table = layers_table(context, view, intakes);
  if (!view.last)
    return figure({"layers", html("{} is not over yet", view.units.back().title),
                   html("{}{}", how, running_text(context, view)), "revenue by cohort"},
                  chart, table);
  const UnitView& unit = view.units[*view.last];
  const Figure revenue = view.base[*view.last]["revenue"].decimal();
  if (revenue.count == 0)
    return figure({"layers", html("There was no revenue in {}", unit.title),
                   html("{}{}", how, running_text(context, view)), "revenue by cohort"},
                  chart, table);
  const auto of_year = revenue_of_year(view, *view.last);
  const Html finding =
      of_year ? html("{}&nbsp;% of the revenue of {} is from customers who first bought in {}",
                     share_of(*of_year, revenue), unit.title, unit.year)
              : html("None of the revenue of {} is from customers who first bought in {}", unit.title, unit.year);
  return figure({"layers", finding,
                 html("{} {} brought {}.{}{}", how, unit.title, context.money(in_words(revenue)),
                      view.unit == "year" ? Html() : acquired_text(view, *view.last), running_text(context, view)),
                 "revenue by cohort"},
                chart, table);
}

}  // namespace spendlens::report
