#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "report/page/cohort_view.hpp"
#include "report/page/figure_html.hpp"

namespace spendlens::report {

namespace {

/// Lines that can still be told apart.
constexpr std::size_t kMaxLines = 7;
constexpr std::size_t kMaxWeeks = 104;
constexpr std::array<const char*, 4> kReturnWeeks = {"4", "13", "26", "52"};
constexpr std::array<const char*, 4> kSilenceWeeks = {"26", "52", "78", "104"};

/// Customers at risk of an event and with it, by week, of some cohorts together.
struct LifeTables {
  std::vector<double> at_risk;
  std::vector<double> events;

  void add(const SummaryNode& weeks, const std::string& event) {
    const auto risk = weeks[event + "_at_risk"].elements();
    const auto of = weeks[event + "_events"].elements(risk.size());
    const std::size_t length = std::min(risk.size(), kMaxWeeks);
    at_risk.resize(std::max(at_risk.size(), length));
    events.resize(at_risk.size());
    for (std::size_t w = 0; w < length; ++w) {
      at_risk[w] += risk[w].count().value();
      events[w] += of[w].count().value();
    }
  }

  /// Percent with the event by the end of each week, from week 0 on, as long as that was seen.
  [[nodiscard]] std::vector<std::pair<double, std::optional<double>>> curve() const {
    std::vector<std::pair<double, std::optional<double>>> points = {{0, 0}};
    double without = 1;
    for (std::size_t w = 0; w < at_risk.size() && at_risk[w] > 0; ++w) {
      without *= std::max(0.0, at_risk[w] - events[w]) / at_risk[w];
      points.emplace_back(static_cast<double>(w + 1), 100 * (1 - without));
    }
    return points;
  }
};

Chart curves_of(const CohortsView& view, const std::string& event, const char* up) {
  Lines spec{.lines = {}, .ticks = {}, .across = "Weeks after the first purchase", .up = up};
  for (std::size_t week = 0; week <= kMaxWeeks; week += 13)
    spec.ticks.push_back({static_cast<double>(week), std::to_string(week)});
  const auto intakes = intakes_of(view, kMaxLines);
  std::size_t newer = intakes.size();
  for (const Intake& intake : intakes) {
    LifeTables tables;
    for (const CohortView* cohort : intake.cohorts)
      if (cohort->weeks) tables.add(*cohort->weeks, event);
    --newer;
    if (!tables.at_risk.empty()) spec.lines.push_back({intake.title, tables.curve(), layer_at(newer)});
  }
  if (view.all_weeks) {
    LifeTables all;
    all.add(*view.all_weeks, event);
    if (!all.at_risk.empty()) spec.lines.push_back({"all cohorts", all.curve(), "total"});
  }
  const std::size_t weeks = [&spec] {
    double most = 13;
    for (const Lines::Line& line : spec.lines) most = std::max(most, line.points.back().first);
    return static_cast<std::size_t>(most);
  }();
  std::erase_if(spec.ticks, [weeks](const Lines::Tick& tick) { return tick.place > static_cast<double>(weeks + 6); });
  return lines(std::move(spec));
}

/// A share of customers by the end of a week, in percent; nothing where it was not seen.
std::optional<Figure> share_by(const SummaryNode& weeks, const char* key, const char* week) {
  const auto share = weeks[key].find(week);
  return share ? std::optional(hundredfold(share->decimal(6))) : std::nullopt;
}

Html percent_cell(const std::optional<Figure>& share) { return share ? html("{}", *share) : Html(); }

/// A row for each cohort, and one for all.
template <class Cells>
void add_rows(const CohortsView& view, Table& table, const Cells& cells) {
  for (const CohortView& cohort : view.cohorts)
    if (cohort.weeks) table.row(html("{}", cohort.title), cells(*cohort.weeks, &cohort));
  if (view.all_weeks) table.row(words("all cohorts"), cells(*view.all_weeks, nullptr));
}

/// "12.3 % by week 4, ..." of what was seen; the first in whole words.
Html shares_text(const SummaryNode& weeks, const char* key, const std::array<const char*, 4>& at) {
  Html text;
  for (const char* week : at)
    if (const auto share = share_by(weeks, key, week))
      text.put("{}{}&nbsp;% by week {}", text.empty() ? "" : ", ", shown_percent(*share), week);
  return text;
}

std::optional<Figure> weeks_to(const SummaryNode& weeks, const char* percent) {
  const auto week = weeks["weeks_to_return"].find(percent);
  return week ? std::optional(week->count()) : std::nullopt;
}

Html week_cell(const std::optional<Figure>& week) { return week ? html("{}", *week) : Html(); }

Html weeks_text(const Figure& weeks) { return html("{} {}", weeks, weeks.count == 1 ? "week" : "weeks"); }

Html return_finding(const SummaryNode& all) {
  if (const auto half = weeks_to(all, "50"))
    return html("Half of the customers come back within {}", weeks_text(*half));
  if (const auto quarter = weeks_to(all, "25"))
    return html("A quarter of the customers come back within {}, not half of them in all that was seen",
                weeks_text(*quarter));
  return words("Fewer than a quarter of the customers have been seen to come back");
}

}  // namespace

Html return_figure(const CohortsView& view) {
  if (!view.all_weeks || view.all_weeks->operator[]("return_at_risk").elements().empty()) return {};
  std::vector<Html> heads = {words("Cohort"), words("Customers")};
  for (const char* week : kReturnWeeks) heads.push_back(html("back by week {}, %", week));
  heads.insert(heads.end(), {words("weeks until 25 % were back"), words("weeks until 50 % were back")});
  Table table(words("Customers who had come back, by week after the first purchase; empty: not yet seen"), heads);
  add_rows(view, table, [](const SummaryNode& weeks, const CohortView* cohort) {
    std::vector<Html> cells = {cohort != nullptr ? html("{}", cohort->customers) : Html()};
    for (const char* week : kReturnWeeks) cells.push_back(percent_cell(share_by(weeks, "returned_by_week", week)));
    cells.insert(cells.end(), {week_cell(weeks_to(weeks, "25")), week_cell(weeks_to(weeks, "50"))});
    return cells;
  });
  const Html by_week = shares_text(*view.all_weeks, "returned_by_week", kReturnWeeks);
  return figure(
      {"returns", return_finding(*view.all_weeks),
       html(
           "How many of a hundred customers had bought on a second day, by weeks after the first. {}{}A line that runs higher is an intake that comes back sooner; where lines are flat nobody comes back any more. Customers not yet seen for so long are left out from there on, so the right end rests on old cohorts alone.",
           by_week, by_week.empty() ? "" : ". "),
       "customers who came back by week"},
      curves_of(view, "return", "Came back, %"), table);
}

namespace {

/// Customers who were silent at some time, and those of them who came back.
Html came_back_text(const CohortsView& view) {
  std::vector<Figure> silent;
  std::vector<Figure> back;
  for (const CohortView& cohort : view.cohorts) {
    silent.push_back(cohort.node["silent"].count());
    back.push_back(cohort.node["came_back"].count());
  }
  const Figure all = sum(silent);
  const Figure of_them = sum(back);
  if (all.count == 0) return words(" Nobody has been silent for so long.");
  return html(
      " Silence is not the end: of {} customers who were silent so long at some time, {} ({}&nbsp;%) bought again.",
      all, of_them, share_of(of_them, all));
}

}  // namespace

Html silence_figure(const CohortsView& view) {
  if (!view.all_weeks || view.all_weeks->operator[]("silence_at_risk").elements().empty()) return {};
  const Figure days = view.lens3["silence_days"].count();
  std::vector<Html> heads = {words("Cohort")};
  for (const char* week : kSilenceWeeks) heads.push_back(html("silent by week {}, %", week));
  heads.insert(heads.end(), {words("silent at some time"), words("came back"), words("came back, %")});
  Table table(html("Customers who had fallen silent: {} days without a purchase; empty: not yet seen", days), heads);
  add_rows(view, table, [](const SummaryNode& weeks, const CohortView* cohort) {
    std::vector<Html> cells;
    for (const char* week : kSilenceWeeks) cells.push_back(percent_cell(share_by(weeks, "silent_by_week", week)));
    if (cohort == nullptr) {
      cells.resize(cells.size() + 3);
      return cells;
    }
    const auto back = cohort->node.find("came_back_pct");
    cells.insert(cells.end(),
                 {html("{}", cohort->node["silent"].count()), html("{}", cohort->node["came_back"].count()),
                  back ? html("{}", back->decimal()) : Html()});
    return cells;
  });
  const auto year = share_by(*view.all_weeks, "silent_by_week", "52");
  const auto half = share_by(*view.all_weeks, "silent_by_week", "26");
  const auto& told = year ? year : half;
  const Html finding = told ? html("{}&nbsp;% of customers have fallen silent within {} of their first purchase",
                                   shown_percent(*told), year ? "a year" : "half a year")
                            : words("The ledger is too short to see customers fall silent");
  const Html by_week = shares_text(*view.all_weeks, "silent_by_week", kSilenceWeeks);
  return figure(
      {"silence", finding,
       html(
           "A customer counts as silent at the end of {} days without a purchase; the first step is those who never bought again after their first day. {}{}{}",
           days, by_week, by_week.empty() ? "" : ".", came_back_text(view)),
       "customers who fell silent by week"},
      curves_of(view, "silence", "Fell silent, %"), table);
}

Html lens3_section(const ReportContext& context, const CohortsView& view) {
  return html(R"(<section id="lens3" aria-labelledby="lens3-heading">
<h2 id="lens3-heading">Lens 3: how each intake of customers behaves over time</h2>
<p class="lead">A cohort is all customers whose first purchase ever was in one {}. {} cohorts, {} to {}, as of {}.</p>
<div class="figures">{}{}{}{}</div></section>
)",
              view.unit, view.cohorts.size(), view.units.front().title, view.units.back().title,
              day_name(context.root()["periods"]["as_of"].date()), triangle_figure(context, view), return_figure(view),
              silence_figure(view), cohort_segments_figure(context));
}

}  // namespace spendlens::report
