#include <fmt/core.h>

#include <algorithm>

#include "report/page/cohort_view.hpp"
#include "report/page/figure_html.hpp"
#include "report/page/persona_names.hpp"

namespace spendlens::report {

namespace {

constexpr const char* kWithoutPurchase = "no_purchase";
constexpr const char* kEarlierCohortName = "earlier";
/// What a chart has room for across and down.
constexpr std::size_t kMostIntakes = 12;
constexpr std::size_t kMostSegments = 10;

/// Customers of one cohort, or of one year.
struct IntakeOfSegments {
  std::string title;
  SummaryNode node;
  bool is_earlier = false;

  [[nodiscard]] Figure customers() const { return node["customers"].count(); }
  [[nodiscard]] Figure revenue() const { return node["revenue"].decimal(); }
  [[nodiscard]] Figure customers(const std::string& segment) const {
    return node["segments"][segment]["customers"].count();
  }
};

using Intakes = std::vector<IntakeOfSegments>;

Intakes intakes_of_unit(const SummaryNode& cohorts) {
  Intakes intakes;
  for (const auto& [name, node] : cohorts.members())
    intakes.push_back({cohort_title(name), node, name == kEarlierCohortName});
  return intakes;
}

/// Segments by cohort, of the finest unit that the summary has and by year.
struct CohortSegmentsView {
  PersonaNames names;
  std::vector<std::string> ids;  ///< segments that are shown, in the order of the registry, then who is in none
  bool has_smaller = false;      ///< segments for which there is no room
  Intakes rows;                  ///< of the table
  Intakes columns;               ///< of the charts: at most kMostIntakes, the last ones
  bool has_older = false;        ///< intakes before these

  [[nodiscard]] std::string name(const std::string& id) const {
    return id == kWithoutPurchase ? "No purchase" : names.name(id);
  }
};

/// The segments with most customers in the period; no_purchase at the end.
void choose_segments(const SummaryNode& segments, CohortSegmentsView& view) {
  const SummaryNode period = segments["period"];
  const auto customers = [&period](const std::string& id) { return period[id]["customers"].count().count; };
  std::vector<std::string> ids = view.names.ids();
  ids.emplace_back("unclassified");
  std::erase_if(ids, [&](const std::string& id) { return customers(id) == 0; });
  std::vector<std::string> largest = ids;
  std::stable_sort(largest.begin(), largest.end(),
                   [&](const std::string& a, const std::string& b) { return customers(a) > customers(b); });
  if (largest.size() > kMostSegments) largest.resize(kMostSegments);
  view.has_smaller = ids.size() > largest.size();
  for (const std::string& id : ids)
    if (std::ranges::find(largest, id) != largest.end()) view.ids.push_back(id);
  view.ids.emplace_back(kWithoutPurchase);
}

/// Nothing where the summary does not say who of which cohort is in which segment.
std::optional<CohortSegmentsView> view_of(const ReportContext& context) {
  const auto segments = context.root().find("segments");
  const auto by_cohort = segments ? segments->find("by_cohort") : std::nullopt;
  if (!by_cohort || by_cohort->members().empty()) return std::nullopt;
  const auto units = by_cohort->members();
  const Intakes finest = intakes_of_unit(units.front().second);
  const Intakes years = intakes_of_unit(units.back().second);
  if (finest.empty()) return std::nullopt;
  const Intakes& shown = finest.size() <= kMostIntakes ? finest : years;
  CohortSegmentsView view{PersonaNames(*segments), {}, false, shown, shown, false};
  view.has_older = view.columns.size() > kMostIntakes;
  if (view.has_older) view.columns.erase(view.columns.begin(), view.columns.end() - kMostIntakes);
  choose_segments(*segments, view);
  return view;
}

HeatMap map_of(const CohortSegmentsView& view) {
  HeatMap map{.across = "First purchase, the newest at the right",
              .down = "Segment",
              .columns = {},
              .rows = {},
              .cells = {},
              .label_share = 0.27,
              .legend = {"smaller", "larger share of the intake's customers, %"}};
  for (const IntakeOfSegments& intake : view.columns) map.columns.push_back(intake.title);
  for (const std::string& id : view.ids) {
    map.rows.push_back(view.name(id));
    std::vector<HeatMap::Cell> cells;
    for (const IntakeOfSegments& intake : view.columns) {
      const Figure share = percent_of(intake.customers(id), intake.customers());
      cells.push_back({share, whole_percent(share),
                       fmt::format("{}, first bought {}: {} %", view.name(id), intake.title, share.exact())});
    }
    map.cells.push_back(std::move(cells));
  }
  return map;
}

Table table_of(const ReportContext& context, const CohortSegmentsView& view) {
  std::vector<Html> heads = {words("First purchase"), words("Customers")};
  for (const std::string& id : view.ids) heads.push_back(html("{}", Name{view.name(id)}));
  heads.push_back(html("{}", context.in_money("Revenue")));
  Table table(html("Customers of each cohort by their segment in {}, and what they spent in it", context.period()),
              heads);
  for (const IntakeOfSegments& intake : view.rows) {
    std::vector<Html> cells = {html("{}", intake.customers())};
    for (const std::string& id : view.ids) cells.push_back(html("{}", intake.customers(id)));
    cells.push_back(html("{}", intake.revenue()));
    table.row(html("{}", intake.title), cells);
  }
  return table;
}

/// The segment with most of something, no_purchase aside; the first of equals, nothing where none has any.
template <class Measure>
std::optional<std::string> top_segment(const CohortSegmentsView& view, const Measure& measure) {
  std::optional<std::string> top;
  int128 most = 0;
  for (const std::string& id : view.ids) {
    if (id == kWithoutPurchase || measure(id) <= most) continue;
    most = measure(id);
    top = id;
  }
  return top;
}

/// The oldest and the newest intake of the charts, those acquired at an unknown time aside.
std::vector<const IntakeOfSegments*> ends_of(const CohortSegmentsView& view) {
  std::vector<const IntakeOfSegments*> known;
  for (const IntakeOfSegments& intake : view.columns)
    if (!intake.is_earlier) known.push_back(&intake);
  if (known.size() > 2) known = {known.front(), known.back()};
  return known;
}

Html finding_of(const ReportContext& context, const CohortSegmentsView& view) {
  const SummaryNode period = context.root()["segments"]["period"];
  const auto top = top_segment(view, [&](const std::string& id) { return period[id]["revenue"].decimal().count; });
  const auto ends = ends_of(view);
  if (!top || ends.empty()) return html("Which segments the customers of each cohort are in");
  const auto share = [&](const IntakeOfSegments& of) { return share_of(of.customers(*top), of.customers()); };
  if (ends.size() == 1)
    return html("{}, who bring most, are {}&nbsp;% of who first bought in {}", Name{view.name(*top)}, share(*ends[0]),
                ends[0]->title);
  return html("{}, who bring most, are {}&nbsp;% of who first bought in {}, {}&nbsp;% of who did in {}",
              Name{view.name(*top)}, share(*ends[0]), ends[0]->title, share(*ends[1]), ends[1]->title);
}

/// "Of who first bought in 2023, 41.2 % did not buy, and most of the others are At risk (20.1 %)."
Html largest_text(const ReportContext& context, const CohortSegmentsView& view, const IntakeOfSegments& intake) {
  const auto top = top_segment(view, [&](const std::string& id) { return intake.customers(id).count; });
  const Figure all = intake.customers();
  const Html rest = top ? html("; their largest segment is {} with {}&nbsp;%", Name{view.name(*top)},
                               share_of(intake.customers(*top), all))
                        : Html();
  return html(" Of the {} customers who first bought in {}, {}&nbsp;% bought nothing in {}{}.", all, intake.title,
              share_of(intake.customers(kWithoutPurchase), all), context.period(), rest);
}

Html reading_of(const ReportContext& context, const CohortSegmentsView& view) {
  Html text = html(
      "Each column is the customers who first bought then, wherever they stand now; its cells say what percentage of them is in which segment in {}; who bought nothing in it is in the last row.",
      context.period());
  for (const IntakeOfSegments* intake : ends_of(view)) text.put("{}", largest_text(context, view, *intake));
  if (view.has_older) text.put(" Older intakes are in the table.");
  if (view.has_smaller) text.put(" Smaller segments are left out.");
  return text;
}

}  // namespace

Html cohort_segments_figure(const ReportContext& context) {
  const auto view = view_of(context);
  if (!view) return {};
  return figure({"cohort-segments", finding_of(context, *view), reading_of(context, *view), "segments by cohort"},
                heat_map(map_of(*view)), table_of(context, *view));
}

}  // namespace spendlens::report
