#include <fmt/core.h>

#include "report/page/figure_html.hpp"
#include "report/page/persona_names.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

namespace {

constexpr const char* kNobody = "no_purchase";

/// The segments of the period, or of the one compared with: those of the registry, then the unclassified where there
/// are any.
struct SegmentList {
  explicit SegmentList(const SummaryNode& segments) : names(segments), period(segments["period"]) {
    ids = names.ids();
    if (period["unclassified"]["customers"].count().count > 0) ids.emplace_back("unclassified");
    for (const std::string& id : ids) {
      customers.push_back(period[id]["customers"].count());
      revenue.push_back(period[id]["revenue"].decimal());
    }
  }

  PersonaNames names;
  SummaryNode period;
  std::vector<std::string> ids;
  std::vector<Figure> customers;
  std::vector<Figure> revenue;

  /// Place of the one with most revenue, the first of equals; nothing where nobody bought.
  [[nodiscard]] std::optional<std::size_t> most_valuable() const {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < names.ids().size(); ++i)
      if (customers[i].count > 0 && (!best || revenue[i].count > revenue[*best].count)) best = i;
    return best;
  }
};

/// Bars of one figure of each segment, with its share behind them.
Chart bars_of(const SegmentList& list, const std::vector<Figure>& values, const std::string& unit) {
  Rows spec{.rows = {}, .series = {}, .label_share = 0.3};
  const Figure all = sum(values);
  for (std::size_t i = 0; i < list.ids.size(); ++i) {
    const std::string name = list.names.name(list.ids[i]);
    const bool is_segment = list.names.is_persona(list.ids[i]);
    spec.rows.push_back(
        {name,
         {{fmt::format("{} %", share_of(values[i], all).text), values[i], Tone{is_segment ? "main" : "nobody"},
           fmt::format("{}: {} {}", name, full(values[i]).text, unit)}}});
  }
  return rows(std::move(spec));
}

Html revenue_figure(const ReportContext& context, const SummaryNode& segments, const SegmentList& list) {
  const SummaryNode before = segments["compare"];
  Table table(html("Customers and revenue by segment in {}, and customers in {}", context.period(), context.earlier()),
              {words("Segment"), words("Customers"), words("Share, %"), html("{}", context.in_money("Revenue")),
               words("Share, %"), words("Orders"), words("Customers before")});
  for (const std::string& id : list.ids) {
    const SummaryNode of = list.period[id];
    table.row(html("{}", Name{list.names.name(id)}),
              {html("{}", of["customers"].count()), html("{}", of["customers_pct"].decimal()),
               html("{}", of["revenue"].decimal()), html("{}", of["revenue_pct"].decimal()),
               html("{}", of["orders"].count()), html("{}", before[id]["customers"].count())});
  }
  const auto best = list.most_valuable();
  const Figure customers = sum(list.customers);
  const Html finding = best ? html("{} bring most: {}&nbsp;% of revenue", Name{list.names.name(list.ids[*best])},
                                   share_of(list.revenue[*best], sum(list.revenue)))
                            : words("No segment has a customer");
  return figure({"segment-revenue", finding,
                 html("Each of the {} customers who bought in {} is in one segment, the first whose rule holds, by how "
                      "lately, how often and for how much on an order they bought.",
                      customers, context.period()),
                 "customers and revenue by segment"},
                {{"Revenue", bars_of(list, list.revenue, context.in_money("of revenue"))},
                 {"Customers", bars_of(list, list.customers, "customers")}},
                table);
}

/// What is shown of the flow: the segments, the unclassified where there are any, and who did not buy.
std::vector<std::string> flow_ids(const SegmentList& list) {
  std::vector<std::string> ids = list.ids;
  ids.emplace_back(kNobody);
  return ids;
}

std::string flow_name(const SegmentList& list, const std::string& id) {
  return id == kNobody ? "No purchase" : list.names.name(id);
}

HeatMap flow_map(const SummaryNode& flow, const SegmentList& list) {
  HeatMap map{.across = "Now in segment (numbers as in the rows)",
              .down = "Before",
              .columns = {},
              .rows = {},
              .cells = {},
              .label_share = 0.3,
              .legend = {"smaller", "larger share of row, %"}};
  const std::vector<std::string> ids = flow_ids(list);
  for (std::size_t from = 0; from < ids.size(); ++from) {
    map.columns.push_back(ids[from] == kNobody ? "none" : fmt::format("{}", from + 1));
    map.rows.push_back(ids[from] == kNobody ? flow_name(list, kNobody)
                                            : fmt::format("{} {}", from + 1, flow_name(list, ids[from])));
    std::vector<Figure> row;
    for (const std::string& to : ids) row.push_back(flow[ids[from]][to].count());
    const Figure all = sum(row);
    std::vector<HeatMap::Cell> cells;
    for (std::size_t to = 0; to < ids.size(); ++to) {
      const Figure share = percent_of(row[to], all);
      cells.push_back({share, whole_percent(share),
                       fmt::format("{} to {}: {} customers, {} %", flow_name(list, ids[from]), flow_name(list, ids[to]),
                                   full(row[to]).text, share.exact())});
    }
    map.cells.push_back(std::move(cells));
  }
  return map;
}

Html flow_figure(const ReportContext& context, const SummaryNode& segments, const SegmentList& list) {
  const SummaryNode flow = segments["flow"];
  const std::vector<std::string> ids = flow_ids(list);
  std::vector<Html> heads = {words("Before")};
  for (const std::string& id : ids) heads.push_back(html("{}", Name{flow_name(list, id)}));
  Table table(html("Customers by segment in {} (rows) and in {} (columns)", context.earlier(), context.period()),
              heads);
  Figure best_stayed;
  Figure best_all;
  const std::string first = list.names.ids().front();
  for (const std::string& from : ids) {
    std::vector<Html> cells;
    std::vector<Figure> row;
    for (const std::string& to : ids) {
      row.push_back(flow[from][to].count());
      cells.push_back(html("{}", row.back()));
    }
    if (from == first) {
      best_stayed = row.front();
      best_all = sum(row);
    }
    table.row(html("{}", Name{flow_name(list, from)}), cells);
  }
  const Html finding = best_all.count == 0 ? html("Nobody was in {} before", Name{list.names.name(first)})
                                           : html("{}&nbsp;% of those in {} before are still there",
                                                  share_of(best_stayed, best_all), Name{list.names.name(first)});
  return figure({"segment-flow", finding,
                 html("Each row is a segment of {}, by the scores of that time; the cells say what percentage of it is "
                      "in which segment in {}, or did not buy. Of {} customers in the first segment before, {} are in "
                      "it now.",
                      context.earlier(), context.period(), best_all, best_stayed),
                 "customers from segment to segment"},
                heat_map(flow_map(flow, list)), table);
}

/// Nothing where the result has none.
std::optional<SummaryNode> segments_of(const ReportContext& context) {
  auto segments = context.root().find("segments");
  if (segments && (*segments)["registry"].elements().empty()) segments.reset();
  return segments;
}

/// Which segments read values that no model tells.
Html untested_note_of(const SummaryNode& segments) {
  const auto untestable = segments.find("untestable");
  if (!untestable) return {};
  Html names;
  for (const SummaryNode& id : untestable->elements()) names.put("{}{}", names.empty() ? "" : ", ", Name{id.text()});
  if (names.empty()) return {};
  return html(R"(<p class="warning">Not tested: {}. Their rules read values, and no model of value could be fitted.</p>
)",
              names);
}

}  // namespace

std::optional<ValuableSegment> most_valuable_segment(const ReportContext& context) {
  const auto segments = segments_of(context);
  if (!segments) return std::nullopt;
  const SegmentList list(*segments);
  const auto best = list.most_valuable();
  if (!best) return std::nullopt;
  return ValuableSegment{list.names.name(list.ids[*best]), list.customers[*best], sum(list.customers),
                         list.revenue[*best], sum(list.revenue)};
}

Html segments_section(const ReportContext& context) {
  Html section = html(R"(<section id="segments" aria-labelledby="segments-heading">
<h2 id="segments-heading">Segments</h2>
)");
  const auto segments = segments_of(context);
  if (!segments) return section.put(R"(<p class="nothing-to-show">This result has no segments.</p></section>)");
  const SegmentList list(*segments);
  section.put("<div class=\"figures\">{}{}</div>", revenue_figure(context, *segments, list),
              flow_figure(context, *segments, list));
  section.put("{}{}</section>\n", untested_note_of(*segments), registry_table(*segments, "segment"));
  return section;
}

}  // namespace spendlens::report
