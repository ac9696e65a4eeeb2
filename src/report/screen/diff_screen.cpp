#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "report/screen/screen_bars.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/report/diff.hpp"
#include "spendlens/report/screen_text.hpp"

namespace spendlens::report {

namespace {

constexpr std::array<ToldFigure, 11> kToldFigures = {{
    {"ledger.customers", "customers of the ledger"},
    {"ledger.transactions", "transactions"},
    {"lens1.total_customers", "customers who bought"},
    {"lens1.total_orders", "orders"},
    {"lens1.total_revenue", "revenue"},
    {"lens1.avg_order_value", "average order value"},
    {"lens1.median_customer_value", "median customer value"},
    {"lens1.one_time_buyer_pct", "bought once, %"},
    {"lens1.top_10pct_revenue_contribution", "revenue of the top 10 %, %"},
    {"lens2.retention_rate", "retention rate, %"},
    {"lens2.churn_rate", "churn rate, %"},
}};

constexpr std::size_t kMovesListed = 12;

constexpr std::size_t kPartsListed = 12;

std::string figure_line(std::string_view label, const FigureChange& figure) {
  return screen_text("  {:<30}{:>22}{:>22}{:>22}{:>12}\n", label, figure.earlier, figure.later, figure.change,
                     figure.change_pct ? *figure.change_pct + " %" : "");
}

/// The revenue of each part of the base that both have.
std::string parts_part(const ResultDiff& diff, const ScreenStyle& style) {
  constexpr std::string_view kBefore = "by.";
  constexpr std::string_view kAfter = ".lens1.total_revenue";
  std::string lines;
  std::size_t parts = 0;
  for (const FigureChange& figure : diff.figures) {
    const std::string_view place = figure.figure;
    if (!place.starts_with(kBefore) || !place.ends_with(kAfter) || ++parts > kPartsListed) continue;
    lines += figure_line(place.substr(kBefore.size(), place.size() - kBefore.size() - kAfter.size()), figure);
  }
  if (parts == 0) return "";
  if (parts > kPartsListed) lines += fmt::format("  and {} more parts\n", parts - kPartsListed);
  return fmt::format("\n{}\n{}", screen_title(style, "Revenue by part of the base"), lines);
}

std::string figures_part(const ResultDiff& diff, const ScreenStyle& style) {
  std::string text = fmt::format("\n{}\n  {:<30}{:>22}{:>22}{:>22}{:>12}\n", screen_title(style, "Figures"), "",
                                 "earlier", "later", "change", "");
  for (const auto& [figure, label] : kToldFigures) {
    const auto found = std::find_if(diff.figures.begin(), diff.figures.end(),
                                    [&figure = figure](const FigureChange& change) { return change.figure == figure; });
    if (found == diff.figures.end()) continue;
    text += figure_line(label, *found);
  }
  return text;
}

/// The largest moves from one name to another, of those who are in both.
std::string moves_part(const Transition& transition, const ScreenStyle& style) {
  struct Move {
    std::uint64_t customers;
    std::size_t from;
    std::size_t to;
  };
  std::vector<Move> moves;
  std::uint64_t stayed = 0;
  std::uint64_t moved = 0;
  for (std::size_t from = 0; from + 1 < transition.from.size(); ++from)
    for (std::size_t to = 0; to + 1 < transition.to.size(); ++to) {
      const std::uint64_t customers = transition.at(from, to);
      if (transition.from[from] == transition.to[to]) {
        stayed += customers;
      } else if (customers > 0) {
        moved += customers;
        moves.push_back({customers, from, to});
      }
    }
  std::stable_sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) { return a.customers > b.customers; });
  std::string text = fmt::format("\n{}\n", screen_title(style, screen_text("{}: {} stayed, {} moved", transition.name,
                                                                           grouped_text(stayed), grouped_text(moved))));
  for (std::size_t i = 0; i < std::min(moves.size(), kMovesListed); ++i)
    text += screen_text("  {:<24} to {:<24}{:>13}\n", transition.from[moves[i].from], transition.to[moves[i].to],
                        grouped_text(moves[i].customers));
  if (moves.size() > kMovesListed) text += fmt::format("  and {} more moves\n", moves.size() - kMovesListed);
  return text;
}

std::string gates_part(const ResultDiff& diff, const ScreenStyle& style) {
  if (diff.gates.empty()) return "";
  std::string text = fmt::format("\n{}\n", screen_title(style, "Gates"));
  for (const GateOutcome& gate : diff.gates)
    text += screen_text("  {:<8}{}  ({})\n", gate.holds ? "holds" : "FAILS", gate.gate, gate.found);
  return text;
}

}  // namespace

std::span<const ToldFigure> told_figures() { return kToldFigures; }

std::string diff_screen(const ResultDiff& diff, const ScreenStyle& style) {
  std::string text = fmt::format(
      "{}\n", screen_title(style, screen_text("{} (as of {}) against {} (as of {})", diff.later.directory,
                                              diff.later.as_of, diff.earlier.directory, diff.earlier.as_of)));
  if (diff.with_customers)
    text +=
        fmt::format("  {} customers in both, of whom {} changed; {} appeared, {} are gone\n", grouped_text(diff.both),
                    grouped_text(diff.changed), grouped_text(diff.appeared), grouped_text(diff.gone));
  else
    text += "  one of them keeps no customers (--detail summary): figures only\n";
  text += figures_part(diff, style) + parts_part(diff, style);
  for (const Transition& transition : diff.transitions) text += moves_part(transition, style);
  return text + gates_part(diff, style);
}

}  // namespace spendlens::report
