#include <fmt/core.h>

#include <algorithm>

#include "report/page/figure_html.hpp"
#include "report/page/persona_names.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

namespace {

/// More personas than this have one window drawn only, and more than kMaxDrawn none: then the table says it.
constexpr std::size_t kMaxInAllWindows = 16;
constexpr std::size_t kMaxDrawn = 24;

struct Pair {
  std::string first;
  std::string second;
  Figure customers;
};

HeatMap map_of(const PersonaNames& names, const SummaryNode& overlap) {
  HeatMap map{.across = "and qualify for persona no.",
              .down = "Qualify for",
              .columns = {},
              .rows = {},
              .cells = {},
              .label_share = 0.28,
              .legend = {"fewer", "more customers"}};
  const auto& ids = names.ids();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    map.columns.push_back(std::to_string(i + 1));
    map.rows.push_back(fmt::format("{} {}", i + 1, names.name(ids[i])));
    std::vector<HeatMap::Cell> row(ids.size());
    for (std::size_t j = i; j < ids.size(); ++j) {
      const Figure customers = overlap[ids[i]][ids[j]].count();
      row[j] = {customers, short_text(customers.value()),
                i == j ? fmt::format("{}: {} customers", names.name(ids[i]), full(customers).text)
                       : fmt::format("{} and {}: {} customers", names.name(ids[i]), names.name(ids[j]),
                                     full(customers).text)};
    }
    map.cells.push_back(std::move(row));
  }
  return map;
}

std::optional<Pair> largest_pair(const PersonaNames& names, const SummaryNode& overlap) {
  std::optional<Pair> largest;
  const auto& ids = names.ids();
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (std::size_t j = i + 1; j < ids.size(); ++j) {
      const Figure customers = overlap[ids[i]][ids[j]].count();
      if (customers.count > (largest ? largest->customers.count : 0))
        largest = Pair{names.name(ids[i]), names.name(ids[j]), customers};
    }
  return largest;
}

Table table_of(const PersonaNames& names, const SummaryNode& personas, const std::vector<std::string>& windows) {
  std::vector<Html> heads = {words("Qualify for both")};
  for (const std::string& window : windows) heads.push_back(html("Customers, {}", window_name(window)));
  Table table(words("Customers who qualify for one persona, and for two at once"), heads);
  const auto& ids = names.ids();
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (std::size_t j = i; j < ids.size(); ++j) {
      std::vector<Html> cells;
      for (const std::string& window : windows)
        cells.push_back(html("{}", personas[window]["overlap"][ids[i]][ids[j]].count()));
      table.row(i == j ? html("{}", Name{names.name(ids[i])})
                       : html("{} and {}", Name{names.name(ids[i])}, Name{names.name(ids[j])}),
                cells);
    }
  return table;
}

}  // namespace

Html overlap_figure(const ReportContext& context) {
  const SummaryNode personas = context.root()["personas"];
  const PersonaNames names(personas);
  std::vector<std::string> windows = ReportContext::windows(personas);
  if (names.ids().size() > kMaxInAllWindows) windows = {std::string(ReportContext::main_window(windows))};
  if (names.ids().empty()) return {};
  const auto pair = largest_pair(names, personas[ReportContext::main_window(windows)]["overlap"]);
  const bool in_any = std::any_of(windows.begin(), windows.end(), [&](const std::string& window) {
    return largest_pair(names, personas[window]["overlap"]).has_value();
  });
  if (!in_any)
    return words_only(
        words("Nobody qualifies for two personas"),
        words(
            "A customer who qualified for several would get the first of them in order of priority; here nobody does."),
        Html());
  const Html finding =
      pair ? html("{} customers qualify for both {} and {}", pair->customers, Name{pair->first}, Name{pair->second})
           : html("Nobody qualifies for two personas in the last {}", window_name(ReportContext::main_window(windows)));
  const Html reading = html(
      "A customer may qualify for several personas and gets the first of them in order of priority. The diagonal counts who qualifies for a persona at all{}.",
      pair ? html("; most often {} and {} come together, in the last {}", Name{pair->first}, Name{pair->second},
                  window_name(ReportContext::main_window(windows)))
           : Html());
  const Table table = table_of(names, personas, windows);
  if (names.ids().size() > kMaxDrawn)
    return words_only(finding, reading, table.html("customers who qualify for two personas"));
  std::vector<Choice> choices;
  for (auto window = windows.rbegin(); window != windows.rend() && choices.size() < 4; ++window)
    choices.push_back({"last " + window_name(*window), heat_map(map_of(names, personas[*window]["overlap"]))});
  return figure({"overlaps", finding, reading, "customers who qualify for one persona, and for two"}, choices, table);
}

namespace {

/// The archetypes in the order of the personas that most of their customers were assigned: what is recovered lies on
/// the diagonal.
std::vector<std::pair<std::string, SummaryNode>> in_order_of(const std::vector<std::string>& assignable,
                                                             const SummaryNode& archetypes) {
  auto rows = archetypes.members();
  const auto place = [&](const std::pair<std::string, SummaryNode>& row) {
    std::size_t best = assignable.size();
    int128 most = 0;
    for (std::size_t i = 0; i < assignable.size(); ++i)
      if (const int128 customers = row.second[assignable[i]].count().count; customers > most) {
        most = customers;
        best = i;
      }
    return best;
  };
  std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return rows;
}

/// Which archetype is recovered least: the smallest share of one whose customers were assigned the same persona.
struct Recovery {
  std::optional<Figure> least;  ///< nothing where no archetype has customers
  std::string hardest;

  void note(const std::string& archetype, const Figure& recovered) {
    if (least && recovered.count >= least->count) return;
    least = recovered;
    hardest = archetype;
  }
};

/// The shares of one archetype's customers by persona.
std::vector<HeatMap::Cell> archetype_cells(const PersonaNames& names, const std::vector<std::string>& assignable,
                                           const std::string& archetype, const std::vector<Figure>& customers) {
  const Figure all = sum(customers);
  std::vector<HeatMap::Cell> row;
  for (std::size_t i = 0; i < customers.size(); ++i) {
    const Figure share = percent_of(customers[i], all);
    row.push_back({customers[i], whole_percent(share),
                   fmt::format("{}, {}: {} customers, {} %", spoken(archetype), names.name(assignable[i]),
                               full(customers[i]).text, share.exact()),
                   share.value()});
  }
  return row;
}

/// A map of archetypes without rows yet.
HeatMap archetype_map(const PersonaNames& names, std::size_t num_assignable) {
  HeatMap map{.across = "were assigned persona no.",
              .down = "Archetype",
              .columns = {},
              .rows = {},
              .cells = {},
              .label_share = 0.26,
              .legend = {"smaller", "larger share of row, %"}};
  for (std::size_t i = 0; i < num_assignable; ++i)
    map.columns.push_back(i < names.ids().size()        ? std::to_string(i + 1)
                          : i == names.ids().size()     ? "none"
                          : i == names.ids().size() + 1 ? "n/a"
                                                        : "new");
  return map;
}

Html recovery_finding(const std::optional<Figure>& least) {
  if (!least) return words("No archetype has customers");
  if (least->part == least->whole)
    return words("All customers of an archetype were assigned the same persona, in every archetype");
  return html("At least {}&nbsp;% of each archetype's customers were assigned the same persona", rounded(*least, 2));
}

}  // namespace

Html archetype_figure(const ReportContext& context) {
  const SummaryNode personas = context.root()["personas"];
  const PersonaNames names(personas);
  const std::string window = ReportContext::main_window(ReportContext::windows(personas));
  const auto archetypes = personas[window].find("archetypes");
  if (!archetypes || archetypes->members().empty() || names.ids().size() > kMaxDrawn) return {};
  const auto assignable = names.assignable();
  HeatMap map = archetype_map(names, assignable.size());
  std::vector<Html> heads = {words("Archetype")};
  for (const std::string& id : assignable) heads.push_back(html("{}", Name{names.name(id)}));
  Table table(html("Customers of each archetype of the generated ledger by the persona they were assigned, last {}",
                   window_name(window)),
              heads);
  Recovery recovery;
  for (const auto& [archetype, by_persona] : in_order_of(assignable, *archetypes)) {
    std::vector<Figure> customers;
    std::vector<Html> cells;
    for (const std::string& id : assignable) {
      customers.push_back(by_persona[id].count());
      cells.push_back(html("{}", customers.back()));
    }
    map.rows.push_back(spoken(archetype));
    map.cells.push_back(archetype_cells(names, assignable, archetype, customers));
    table.row(html("{}", Name{archetype}), cells);
    const Figure most = *std::max_element(customers.begin(), customers.end(),
                                          [](const Figure& a, const Figure& b) { return a.count < b.count; });
    const Figure all = sum(customers);
    if (all.count > 0) recovery.note(archetype, percent_of(most, all));
  }
  return figure(
      {"archetypes", recovery_finding(recovery.least),
       html(
           "This ledger was generated, so it is known what each customer was made as. The more of a row lies in one cell, the better the personas recover the archetypes{}.",
           recovery.least && recovery.least->part < recovery.least->whole
               ? html("; hardest to recover is {}, with {}&nbsp;% in its largest cell", Name{spoken(recovery.hardest)},
                      *recovery.least)
               : Html()),
       "archetypes by persona"},
      heat_map(std::move(map)), table);
}

}  // namespace spendlens::report
