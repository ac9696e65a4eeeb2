#include <fmt/format.h>

#include <algorithm>

#include "report/html_figure.hpp"
#include "report/report_context.hpp"

namespace spendlens::report {

namespace {

constexpr std::int64_t kMostBins = 9;

struct ScoreCell {
  std::int64_t recency = 0;
  std::int64_t frequency = 0;
  Figure customers;
  Figure revenue;
  Figure average;
};

std::int64_t score_of(const SummaryNode& node, std::int64_t bins) {
  const Figure score = node.count();
  if (score.count < 1 || score.count > bins) node.fail("is not a score");
  return static_cast<std::int64_t>(score.count);
}

std::vector<ScoreCell> cells_of(const SummaryNode& lens, std::int64_t bins) {
  std::vector<ScoreCell> cells;
  for (const SummaryNode& node : lens["rf_grid"].elements())
    cells.push_back({score_of(node["r_score"], bins), score_of(node["f_score"], bins), node["customers"].count(), node["revenue"].decimal(), node["average_value"].decimal()});
  return cells;
}

std::string place_text(const ScoreCell& cell) { return fmt::format("recency {}, frequency {}", cell.recency, cell.frequency); }

/// The map of one figure of the cells: recency 5 at the top, frequency 5 at the right.
Choice map_of(const std::string& label, const std::vector<ScoreCell>& cells, std::int64_t bins, Figure ScoreCell::*figure, const std::string& unit) {
  HeatMap map{.across = "Frequency: most often at the right",
              .down = "Recency",
              .columns = {},
              .rows = {},
              .cells = std::vector<std::vector<HeatMap::Cell>>(static_cast<std::size_t>(bins), std::vector<HeatMap::Cell>(static_cast<std::size_t>(bins))),
              .label_share = 0.16,
              .legend = "darker: more " + unit};
  for (std::int64_t score = 1; score <= bins; ++score) {
    map.columns.push_back(std::to_string(score));
    map.rows.push_back(score == 1 ? fmt::format("{} recent", bins) : score == bins ? "1 long ago" : std::to_string(bins - score + 1));
  }
  for (const ScoreCell& cell : cells) {
    const Figure& value = cell.*figure;
    map.cells[static_cast<std::size_t>(bins - cell.recency)][static_cast<std::size_t>(cell.frequency - 1)] = {
        value, short_text(value.value()), fmt::format("{}: {} {}", place_text(cell), full(value).text, unit)};
  }
  return {label, heat_map(std::move(map))};
}

/// Who has the highest score that occurs in all three, as far as anybody has.
Html best_score(const SummaryNode& lens, std::int64_t bins) {
  const auto best = lens["rfm_distribution"].find(std::to_string(bins * 111));
  if (!best) return html(" Nobody has the best score in recency, frequency and value at once.");
  return html(" {} customers have the best score in recency, frequency and value at once (RFM {}).", best->count(), bins * 111);
}

}  // namespace

Html score_figure(const ReportContext& context) {
  const SummaryNode lens = context.root()["lens1"];
  const SummaryNode bins_node = context.root()["rfm"]["bins"];
  const Figure bins_figure = bins_node.count();
  if (bins_figure.count < 2 || bins_figure.count > kMostBins) bins_node.fail("is not 2 to 9");
  const auto bins = static_cast<std::int64_t>(bins_figure.count);
  const auto cells = cells_of(lens, bins);
  if (cells.empty()) return {};
  const auto richest = std::max_element(cells.begin(), cells.end(), [](const ScoreCell& a, const ScoreCell& b) { return a.revenue.count < b.revenue.count; });
  Table table(html("Customers of {} by recency and frequency score, from 1 to {}; money in {}", context.period(), bins, context.money_unit()),
              {words("Recency, frequency"), words("Customers"), words("Revenue"), words("Average value of a customer")});
  for (const ScoreCell& cell : cells) table.row(html("{}, {}", cell.recency, cell.frequency), {html("{}", cell.customers), html("{}", cell.revenue), html("{}", cell.average)});
  return figure({"scores", html("{}&nbsp;% of revenue comes from customers of {}", share_of(richest->revenue, lens["total_revenue"].decimal()), place_text(*richest)),
                 html("Recency {} bought most recently, frequency {} bought most often. The cell with the most revenue holds {} customers who spent {} on average.{}", bins, bins,
                      richest->customers, context.money(richest->average), best_score(lens, bins)),
                 "customers, revenue and average value by recency and frequency"},
                {map_of("Customers", cells, bins, &ScoreCell::customers, "customers"), map_of("Revenue", cells, bins, &ScoreCell::revenue, "revenue, " + context.money_unit()),
                 map_of("Average value", cells, bins, &ScoreCell::average, "revenue a customer, " + context.money_unit())},
                table);
}

}  // namespace spendlens::report
