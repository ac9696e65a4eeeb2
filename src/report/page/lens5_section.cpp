#include <fmt/core.h>

#include "report/page/cohort_view.hpp"
#include "report/page/figure_html.hpp"

namespace spendlens::report {

namespace {

std::size_t units_a_year(const CohortsView& view) { return view.unit == "month" ? 12 : view.unit == "quarter" ? 4 : 1; }

Chart concentration_chart(const CohortsView& view) {
  Lines spec{.lines = {{"top 20 % of buyers", {}, "main"}, {"top 10 % of buyers", {}, "other"}},
             .ticks = {},
             .across = "A point for each " + view.unit + " that is over",
             .up = "Share of revenue, %"};
  constexpr const char* kShares[] = {"top_20pct_share", "top_10pct_share"};
  for (std::size_t u = 0; u < view.units.size(); ++u) {
    spec.ticks.push_back({static_cast<double>(u), view.units[u].title});
    for (std::size_t i = 0; i < spec.lines.size(); ++i) {
      const auto share = view.base[u].find(kShares[i]);
      spec.lines[i].points.emplace_back(static_cast<double>(u),
                                        share ? std::optional(share->decimal().value()) : std::nullopt);
    }
  }
  return lines(std::move(spec));
}

Html concentration_figure(const CohortsView& view) {
  if (!view.last) return {};
  const std::size_t last = *view.last;
  const auto now = view.base[last].find("top_10pct_share");
  if (!now) return {};
  Table table(
      words(
          "Share of revenue of those who spent most in each unit, in percent; a lower bound, off by 0.01 points at most"),
      {words("Unit"), words("Active"), words("Top 10 % of buyers"), words("Top 20 % of buyers")});
  for (std::size_t u = 0; u < view.units.size(); ++u) {
    std::vector<Html> cells = {html("{}", view.base[u]["active"].count())};
    for (const char* key : {"top_10pct_share", "top_20pct_share"}) {
      const auto share = view.base[u].find(key);
      cells.push_back(share ? html("{}", share->decimal()) : Html());
    }
    table.row(html("{}", view.units[u].title), cells);
  }
  const std::size_t year = units_a_year(view);
  const auto then = last >= year ? view.base[last - year].find("top_10pct_share") : std::nullopt;
  const Html before = then ? html(" A year before it was {}&nbsp;%.", rounded_again(then->decimal(), 1)) : Html();
  return figure(
      {"concentration",
       html("The top tenth of the buyers of {} brought {}&nbsp;% of its revenue", view.units[last].title,
            rounded_again(now->decimal(), 1)),
       html(
           "The higher the lines, the fewer customers the revenue of a {} rests on: each {} its own buyers are ranked by what they spent in it.{} The number of buyers is in the table: of few buyers a tenth is a handful.",
           view.unit, view.unit, before),
       "share of the biggest spenders by unit"},
      concentration_chart(view), table);
}

}  // namespace

Html lens5_section(const ReportContext& context, const CohortsView& view) {
  return html(R"(<section id="lens5" aria-labelledby="lens5-heading">
<h2 id="lens5-heading">Lens 5: the whole customer base over time</h2>
<div class="figures">{}{}{}{}</div></section>
)",
              layers_figure(context, view), flows_figure(context, view), base_bridge_figure(context, view),
              concentration_figure(view));
}

}  // namespace spendlens::report
