#include <fmt/core.h>

#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

namespace {

/// One row of the table: where the customers of one origin are now.
struct Origin {
  std::string name;
  std::vector<Figure> into;  ///< deciles 1 to 10, and for deciles of the earlier period the churned
  Figure all;
};

std::vector<Figure> counts_of(const SummaryNode& list) {
  std::vector<Figure> counts;
  for (const SummaryNode& node : list.elements(10)) counts.push_back(node.count());
  return counts;
}

std::vector<Origin> origins_of(const ReportContext& context) {
  const SummaryNode moves = context.root()["lens2"]["decile_moves"];
  std::vector<Origin> origins;
  for (const SummaryNode& row : moves["period1_to_period2"].elements(10)) {
    Origin origin{fmt::format("{}", origins.size() + 1), counts_of(row["to_decile"]), {}};
    origin.into.push_back(row["churned"].count());
    origins.push_back(std::move(origin));
  }
  const Figure reactivated = context.root()["lens2"]["reactivated"].count();
  if (context.has_history() || reactivated.count > 0)
    origins.push_back({"Reactivated", counts_of(moves["reactivated"]), {}});
  origins.push_back({"First-time", counts_of(moves["first_time"]), {}});
  for (Origin& origin : origins) origin.all = sum(origin.into);
  return origins;
}

HeatMap map_of(const std::vector<Origin>& origins) {
  HeatMap map{.across = "Now in tenth (1: top), or left",
              .down = "From",
              .columns = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "left"},
              .rows = {},
              .cells = {},
              .label_share = 0.13,
              .legend = {"smaller", "larger share of row, %"}};
  for (const Origin& origin : origins) {
    map.rows.push_back(origin.name == "Reactivated" ? "back" : origin.name == "First-time" ? "new" : origin.name);
    std::vector<HeatMap::Cell> row;
    for (std::size_t to = 0; to < map.columns.size(); ++to) {
      if (to >= origin.into.size()) {
        row.emplace_back();
        continue;
      }
      const Figure share = percent_of(origin.into[to], origin.all);
      row.push_back({origin.into[to], whole_percent(share),
                     fmt::format("{} to {}: {} customers, {} %", origin.name, to == 10 ? "churned" : map.columns[to],
                                 full(origin.into[to]).text, share.exact()),
                     share.value()});
    }
    map.cells.push_back(std::move(row));
  }
  return map;
}

Html table_cell(const Origin& origin, std::size_t to) {
  return to < origin.into.size() ? html("{}", origin.into[to]) : Html();
}

}  // namespace

Html moves_figure(const ReportContext& context) {
  const auto origins = origins_of(context);
  std::vector<Html> heads = {words("Before")};
  for (int tenth = 1; tenth <= 10; ++tenth) heads.push_back(html("now {}", tenth));
  heads.insert(heads.end(), {words("churned"), words("all")});
  Table table(html("Customers by spend tenth in {} (rows) and {} (columns), 1 the biggest spenders", context.earlier(),
                   context.period()),
              heads);
  for (const Origin& origin : origins) {
    std::vector<Html> cells;
    for (std::size_t to = 0; to < 11; ++to) cells.push_back(table_cell(origin, to));
    cells.push_back(html("{}", origin.all));
    table.row(words(origin.name), cells);
  }
  const Origin& best = origins.front();
  const Html still = html("{}&nbsp;% of the former top tenth are still in it", share_of(best.into[0], best.all));
  const Html finding = best.all.count == 0 ? html("Nobody was in the top tenth before")
                       : best.into[10].count == 0
                           ? html("{}, none of them churned", still)
                           : html("{}, {}&nbsp;% churned", still, share_of(best.into[10], best.all));
  const bool with_returned = origins.size() > 11;
  return figure(
      {"moves", finding,
       html(
           "Each row is a tenth of the customers of {} by spend{} the last row those who are new; the cells say what percentage of the row is where in {}. Of {} "
           "customers in the top tenth before, {} are in it now and {} churned.",
           context.earlier(), with_returned ? ", the row \"back\" who came back," : ",", context.period(), best.all,
           best.into[0], best.into[10]),
       "customers from tenth to tenth"},
      heat_map(map_of(origins)), table);
}

}  // namespace spendlens::report
