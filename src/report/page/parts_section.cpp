#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "report/page/figure_html.hpp"
#include "report/page/persona_names.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

namespace {

/// More parts than this are not drawn; the tables have all.
constexpr std::size_t kMaxPartsDrawn = 24;

/// What summary.json says of one part of the base.
struct PartNode {
  std::string value;  ///< as data says; untrusted
  bool is_value;      ///< not `other`, and not those without one
  SummaryNode node;
};

std::vector<PartNode> parts_of(const SummaryNode& by) {
  std::vector<PartNode> parts;
  for (const SummaryNode& part : by["parts"].elements())
    parts.push_back({part["value"].text(), part["kind"].text() == "value", part});
  return parts;
}

/// The first of them, as many as are drawn.
std::span<const PartNode> drawn(const std::vector<PartNode>& parts) {
  return std::span(parts).first(std::min(parts.size(), kMaxPartsDrawn));
}

/// Bars of one figure of each part; `label` is what stands behind a bar.
template <class FigureOf, class LabelOf>
Chart bars_of(const std::vector<PartNode>& parts, FigureOf figure_of, LabelOf label_of, const std::string& unit) {
  Rows spec{.rows = {}, .series = {}, .label_share = 0.3};
  for (const PartNode& part : drawn(parts)) {
    const Figure value = figure_of(part.node);
    spec.rows.push_back({part.value,
                         {{label_of(value), value, Tone{part.is_value ? "main" : "nobody"},
                           fmt::format("{}: {} {}", part.value, full(value).text, unit)}}});
  }
  return rows(std::move(spec));
}

Figure revenue_of(const SummaryNode& part) { return part["lens1"]["total_revenue"].decimal(); }
Figure buyers_of(const SummaryNode& part) { return part["lens1"]["total_customers"].count(); }
Figure retention_of(const SummaryNode& part) { return part["lens2"]["retention_rate"].decimal(); }

Html finding_of(const std::vector<PartNode>& parts, const Figure& all) {
  const auto best = std::max_element(parts.begin(), parts.end(), [](const PartNode& a, const PartNode& b) {
    return revenue_of(a.node).count < revenue_of(b.node).count;
  });
  return html("{} brings most: {}&nbsp;% of revenue", Name{best->value}, share_of(revenue_of(best->node), all));
}

Html not_drawn(const std::vector<PartNode>& parts) {
  if (parts.size() <= kMaxPartsDrawn) return {};
  return html(" The {} largest are drawn; the table has all.", std::to_string(kMaxPartsDrawn));
}

Html lenses_figure(const ReportContext& context, const SummaryNode& by, const std::vector<PartNode>& parts) {
  const std::string name = spoken(by["name"].text());
  Table table(html("Lenses 1 and 2 by {} in {}, compared with {}", Name{name}, context.period(), context.earlier()),
              {html("{}", Name{name}), words("Customers who bought"), words("Orders"),
               html("{}", context.in_money("Revenue")), html("{}", context.in_money("Revenue before")),
               words("Change, %"), html("{}", context.in_money("Average order")), words("Retained, %"),
               words("Retained"), words("Churned"), words("Reactivated"), words("First-time")});
  for (const PartNode& part : parts) {
    const SummaryNode lens1 = part.node["lens1"];
    const SummaryNode lens2 = part.node["lens2"];
    table.row(html("{}", Name{part.value}),
              {html("{}", buyers_of(part.node)), html("{}", lens1["total_orders"].count()),
               html("{}", revenue_of(part.node)), html("{}", part.node["lens1_compare"]["total_revenue"].decimal()),
               html("{}", lens2["revenue_change_pct"].decimal()), html("{}", lens1["avg_order_value"].decimal()),
               html("{}", retention_of(part.node)), html("{}", lens2["retained"].count()),
               html("{}", lens2["churned"].count()), html("{}", lens2["reactivated"].count()),
               html("{}", lens2["first_time"].count())});
  }
  // Each order is in one part: revenue adds up to the whole either way.
  const Figure revenue = context.root()["lens1"]["total_revenue"].decimal();
  const Figure customers = context.root()["lens1"]["total_customers"].count();
  const bool of_orders = by["of"].text() == "orders";
  const Html reading =
      of_orders ? html(
                      "Each bar is the orders of one value alone, with the customers who placed them: who buys under "
                      "several is in several, and retained is who came back for the same.{}",
                      not_drawn(parts))
                : html("Each customer is in one part; the {} who bought in {} are all of the base.{}", customers,
                       context.period(), not_drawn(parts));
  const auto share_in = [](const Figure& all) {
    return [&all](const Figure& value) { return fmt::format("{} %", share_of(value, all).text); };
  };
  return figure(
      {"parts-lenses", finding_of(parts, revenue), reading, "both lenses by part of the base"},
      {{"Revenue", bars_of(parts, revenue_of, share_in(revenue), context.in_money("of revenue"))},
       {"Customers", bars_of(
                         parts, buyers_of, [](const Figure& value) { return full(value).text; }, "customers")},
       {"Retention",
        bars_of(
            parts, retention_of, [](const Figure& value) { return full(value).text + " %"; }, "% retained")}},
      table);
}

/// The segments, then the unclassified where a part has any.
std::vector<std::string> segment_ids(const PersonaNames& names, const std::vector<PartNode>& parts) {
  std::vector<std::string> ids = names.ids();
  const bool has_others = std::any_of(parts.begin(), parts.end(), [](const PartNode& part) {
    return part.node["segments"]["period"]["unclassified"]["customers"].count().count > 0;
  });
  if (has_others) ids.emplace_back("unclassified");
  return ids;
}

/// Customers of a part in each segment.
struct PartSegments {
  const PartNode* part;
  std::vector<Figure> customers;
  std::vector<Figure> shares;
};

std::vector<PartSegments> part_segments(const std::vector<PartNode>& parts, const std::vector<std::string>& ids) {
  std::vector<PartSegments> all;
  for (const PartNode& part : parts) {
    PartSegments of{&part, {}, {}};
    for (const std::string& id : ids) of.customers.push_back(part.node["segments"]["period"][id]["customers"].count());
    const Figure in_segments = sum(of.customers);
    for (const Figure& customers : of.customers) of.shares.push_back(percent_of(customers, in_segments));
    all.push_back(std::move(of));
  }
  return all;
}

std::string tip_of(const PartSegments& of, const PersonaNames& names, const std::string& id, std::size_t i) {
  return fmt::format("{}, {}: {} customers, {} %", of.part->value, names.name(id), full(of.customers[i]).text,
                     of.shares[i].exact());
}

/// Small drawings side by side, one a part.
Chart small_multiples(std::span<const PartSegments> all, const PersonaNames& names,
                      const std::vector<std::string>& ids) {
  Panels spec{{}, "Customers by segment (numbers as in Segments), % of the part; one scale for all"};
  for (const PartSegments& of : all) {
    Panels::Panel panel{of.part->value, {}};
    for (std::size_t i = 0; i < ids.size(); ++i)
      panel.bars.push_back({fmt::format("{}", i + 1), of.shares[i], Tone{names.is_persona(ids[i]) ? "main" : "nobody"},
                            tip_of(of, names, ids[i], i)});
    spec.panels.push_back(std::move(panel));
  }
  return panels(std::move(spec));
}

Chart map_of_shares(std::span<const PartSegments> all, const PersonaNames& names, const std::vector<std::string>& ids,
                    const std::string& down) {
  HeatMap map{.across = "Segment (numbers as in Segments)",
              .down = down,
              .columns = {},
              .rows = {},
              .cells = {},
              .label_share = 0.3,
              .legend = {"smaller", "larger share of row, %"}};
  for (std::size_t i = 0; i < ids.size(); ++i) map.columns.push_back(fmt::format("{}", i + 1));
  for (const PartSegments& of : all) {
    map.rows.push_back(of.part->value);
    map.cells.emplace_back();
    for (std::size_t i = 0; i < ids.size(); ++i)
      map.cells.back().push_back({of.shares[i], whole_percent(of.shares[i]), tip_of(of, names, ids[i], i)});
  }
  return heat_map(std::move(map));
}

Html segments_figure(const ReportContext& context, const SummaryNode& by, const std::vector<PartNode>& parts) {
  const PersonaNames names(context.root()["segments"]);
  const std::vector<std::string> ids = segment_ids(names, parts);
  const std::string name = spoken(by["name"].text());
  const std::vector<PartSegments> all = part_segments(parts, ids);
  std::vector<Html> heads = {html("{}", Name{name})};
  for (const std::string& id : ids) heads.push_back(html("{}", Name{names.name(id)}));
  Table table(html("Customers by {} and segment in {}", Name{name}, context.period()), heads);
  for (const PartSegments& of : all) {
    std::vector<Html> cells;
    for (const Figure& customers : of.customers) cells.push_back(html("{}", customers));
    table.row(html("{}", Name{of.part->value}), cells);
  }
  const std::span some = std::span(all).first(std::min(all.size(), kMaxPartsDrawn));
  const bool of_orders = by["of"].text() == "orders";
  return figure(
      {"parts-segments", html("Who the customers of each {} are", Name{name}),
       html("What percentage of each part's customers is in which segment, by {}.{}",
            of_orders ? "scores among the customers of that part" : "the scores of the whole base", not_drawn(parts)),
       "customers by part of the base and segment"},
      {{"Side by side", small_multiples(some, names, ids)}, {"All shares", map_of_shares(some, names, ids, name)}},
      table);
}

}  // namespace

Html parts_section(const ReportContext& context) {
  const auto by = context.root().find("by");
  if (!by) return {};
  const std::vector<PartNode> parts = parts_of(*by);
  Html section = html(R"(<section id="parts" aria-labelledby="parts-heading">
<h2 id="parts-heading">Parts of the base: {}</h2>
)",
                      Name{spoken((*by)["name"].text())});
  if (parts.empty()) return section.put(R"(<p class="nothing-to-show">Nobody is in any part.</p></section>)");
  const bool has_segments = !context.root()["segments"]["registry"].elements().empty();
  section.put("<div class=\"figures\">{}{}</div></section>\n", lenses_figure(context, *by, parts),
              has_segments ? segments_figure(context, *by, parts) : Html());
  return section;
}

}  // namespace spendlens::report
