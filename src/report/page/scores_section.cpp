#include <fmt/core.h>

#include <algorithm>

#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

namespace {

constexpr std::int64_t kMaxBins = 9;

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
    cells.push_back({score_of(node["r_score"], bins), score_of(node["f_score"], bins), node["customers"].count(),
                     node["revenue"].decimal(), node["average_value"].decimal()});
  return cells;
}

std::string place_text(const ScoreCell& cell) {
  return fmt::format("recency {}, frequency {}", cell.recency, cell.frequency);
}

/// The map of one figure of the cells: recency 5 at the top, frequency 5 at the right.
Choice map_of(const std::string& label, const std::vector<ScoreCell>& cells, std::int64_t bins,
              Figure ScoreCell::*figure, const std::string& unit) {
  HeatMap map{.across = "Frequency: most often at the right",
              .down = "Recency",
              .columns = {},
              .rows = {},
              .cells = std::vector<std::vector<HeatMap::Cell>>(
                  static_cast<std::size_t>(bins), std::vector<HeatMap::Cell>(static_cast<std::size_t>(bins))),
              .label_share = 0.16,
              .legend = {figure == &ScoreCell::customers ? "fewer"
                         : figure == &ScoreCell::revenue ? "less"
                                                         : "lower",
                         (figure == &ScoreCell::average ? "higher " : "more ") + unit},
              .from_lowest = figure == &ScoreCell::average};
  for (std::int64_t score = 1; score <= bins; ++score) {
    map.columns.push_back(std::to_string(score));
    map.rows.push_back(score == 1      ? fmt::format("{} recent", bins)
                       : score == bins ? "1 long ago"
                                       : std::to_string(bins - score + 1));
  }
  for (const ScoreCell& cell : cells) {
    const Figure& value = cell.*figure;
    map.cells[static_cast<std::size_t>(bins - cell.recency)][static_cast<std::size_t>(cell.frequency - 1)] = {
        value, short_text(value.value()), fmt::format("{}: {} {}", place_text(cell), full(value).text, unit)};
  }
  return {label, heat_map(std::move(map))};
}

/// Who has the highest score in all three, as far as anybody has.
Html best_score(const SummaryNode& lens, std::int64_t bins) {
  const auto best = lens["rfm_distribution"].find(std::to_string(bins * 111));
  return best ? html(" {} customers have the best score in recency, frequency and value at once.", best->count())
              : Html();
}

/// Scores of a row or column that nobody has.
std::vector<std::int64_t> empty_scores(const std::vector<ScoreCell>& cells, std::int64_t bins,
                                       std::int64_t ScoreCell::*score) {
  std::vector<std::int64_t> empty;
  for (std::int64_t of = 1; of <= bins; ++of)
    if (std::none_of(cells.begin(), cells.end(),
                     [&](const ScoreCell& cell) { return cell.*score == of && cell.customers.count > 0; }))
      empty.push_back(of);
  return empty;
}

/// Why a row or column is empty. Scores by rank split customers into equal parts, but never those with the same number.
Html empty_text(const ReportContext& context, const std::vector<ScoreCell>& cells, std::int64_t bins) {
  Html lines;
  for (const auto& [name, score] :
       {std::pair{"recency", &ScoreCell::recency}, std::pair{"frequency", &ScoreCell::frequency}}) {
    const auto empty = empty_scores(cells, bins, score);
    if (empty.empty()) continue;
    lines.put("{}{} ", lines.empty() ? "" : " and ", name);
    for (std::size_t i = 0; i < empty.size(); ++i) lines.put("{}{}", i == 0 ? "" : ", ", empty[i]);
  }
  if (lines.empty()) return {};
  const bool by_rank = context.root()["rfm"]["method"].text() == "qcut";
  return html(
      " Nobody has {}{}.", lines,
      by_rank ? ": customers who are equal share a score, so that one may stay empty; it means nothing more" : "");
}

/// The cell whose customers spend most each, of those with at least 1 % of customers.
const ScoreCell& most_valuable(const std::vector<ScoreCell>& cells, const Figure& customers) {
  const ScoreCell* best = nullptr;
  for (const ScoreCell& cell : cells) {
    if (cell.customers.count == 0 || cell.customers.count * 100 < customers.count) continue;
    if (best == nullptr || cell.revenue.count * best->customers.count > best->revenue.count * cell.customers.count)
      best = &cell;
  }
  return best != nullptr ? *best : cells.front();
}

struct ScoreText {
  Html finding;
  Html reading;
};

ScoreText text_of(const ReportContext& context, const std::vector<ScoreCell>& cells, const Figure& customers,
                  const Figure& revenue) {
  const ScoreCell& best = most_valuable(cells, customers);
  if (cells.size() == 1)
    return {html("All customers have {}", place_text(best)),
            html("On average they spent {}; there are {} of them.", context.money(best.average), best.customers)};
  // 1.2 times its share of customers or more.
  const bool tells = best.revenue.count * customers.count * 10 >= best.customers.count * revenue.count * 12;
  const Html shares = html("{}&nbsp;% of customers, {}&nbsp;% of revenue", share_of(best.customers, customers),
                           share_of(best.revenue, revenue));
  if (!tells)
    return {words("How recently and how often customers buy says little about how much they spend"),
            html("Even where customers spend most each, at {}, are {}: {} customers who spent {} on average.",
                 place_text(best), shares, best.customers, context.money(best.average))};
  return {
      html("Most valuable, at {}: {}", place_text(best), shares),
      html(
          "Of all groups of at least 1&nbsp;% of customers, this one spends most each: {} customers who spent {} on average.",
          best.customers, context.money(best.average))};
}

}  // namespace

Html score_figure(const ReportContext& context) {
  const SummaryNode lens = context.root()["lens1"];
  const SummaryNode bins_node = context.root()["rfm"]["bins"];
  const Figure bins_figure = bins_node.count();
  if (bins_figure.count < 2 || bins_figure.count > kMaxBins) bins_node.fail("is not 2 to 9");
  const auto bins = static_cast<std::int64_t>(bins_figure.count);
  const auto cells = cells_of(lens, bins);
  if (cells.empty()) return {};
  const ScoreText text = text_of(context, cells, lens["total_customers"].count(), lens["total_revenue"].decimal());
  Table table(
      html("{}", context.in_money(fmt::format("Customers of {} by recency and frequency score, from 1 to {}",
                                              context.period(), bins))),
      {words("Recency, frequency"), words("Customers"), words("Revenue"), words("Average value of a customer")});
  for (const ScoreCell& cell : cells)
    table.row(html("{}, {}", cell.recency, cell.frequency),
              {html("{}", cell.customers), html("{}", cell.revenue), html("{}", cell.average)});
  return figure({"scores", text.finding,
                 html("{} Recency {} bought most recently, frequency {} bought most often.{}{}", text.reading, bins,
                      bins, best_score(lens, bins), cells.size() > 1 ? empty_text(context, cells, bins) : Html()),
                 "customers, revenue and average value by recency and frequency"},
                {map_of("Customers", cells, bins, &ScoreCell::customers, "customers"),
                 map_of("Revenue", cells, bins, &ScoreCell::revenue, context.in_money("revenue")),
                 map_of("Average value", cells, bins, &ScoreCell::average, context.in_money("revenue a customer"))},
                table);
}

}  // namespace spendlens::report
