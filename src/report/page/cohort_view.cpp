#include "report/page/cohort_view.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

namespace spendlens::report {

namespace {

/// More units than that are hard to read in one chart.
constexpr std::size_t kMaxUnits = 60;

bool is_digits(const std::string& text, std::size_t from, std::size_t count) {
  return text.size() >= from + count && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from),
                                                    text.begin() + static_cast<std::ptrdiff_t>(from + count),
                                                    [](char c) { return c >= '0' && c <= '9'; });
}

std::string year_of(const std::string& name) { return is_digits(name, 0, 4) ? name.substr(0, 4) : name; }

std::vector<UnitView> units_of(const SummaryNode& periods) {
  std::vector<UnitView> units;
  for (const SummaryNode& node : periods.elements()) {
    const std::string name = node["period"].text();
    const std::string state = node["state"].text();
    if (state != "observed" && state != "running") node["state"].fail("is neither observed nor running");
    units.push_back({name, cohort_title(name), year_of(name), state == "observed"});
  }
  return units;
}

/// Places of names in a list.
template <class List>
std::map<std::string, std::size_t> places_of(const List& list) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < list.size(); ++i) places.emplace(list[i].name, i);
  return places;
}

std::size_t place_of(const std::map<std::string, std::size_t>& places, const SummaryNode& name) {
  const auto found = places.find(name.text());
  if (found == places.end()) name.fail("is not one of the list");
  return found->second;
}

void read_cells(CohortsView& view) {
  const auto units = places_of(view.units);
  const auto cohorts = places_of(view.cohorts);
  for (const SummaryNode& node : view.lens3["cells"].elements()) {
    CohortView& cohort = view.cohorts[place_of(cohorts, node["cohort"])];
    const std::size_t unit = place_of(units, node["period"]);
    if (node["age"].is_null()) continue;
    const Figure age = node["age"].count();
    if (age.count >= static_cast<int128>(view.units.size())) node["age"].fail("is no age of a cohort");
    const auto at = static_cast<std::size_t>(age.count);
    if (cohort.cells.size() <= at) {
      cohort.cells.resize(at + 1);
      cohort.observed.resize(at + 1);
    }
    cohort.cells[at] = node;
    cohort.observed[at] = view.units[unit].is_observed;
  }
}

void read_weeks(CohortsView& view) {
  const auto cohorts = places_of(view.cohorts);
  for (const SummaryNode& node : view.lens3["weeks"].elements()) {
    if (node["cohort"].text() == "all")
      view.all_weeks = node;
    else
      view.cohorts[place_of(cohorts, node["cohort"])].weeks = node;
  }
}

CohortsView view_of_unit(const std::string& unit, const SummaryNode& lens3, const ReportContext& context) {
  CohortsView view{unit, lens3, context.root()["lens4"][unit], units_of(lens3["periods"]), {}, {}, {}, {}};
  for (const SummaryNode& node : lens3["cohorts"].elements()) {
    const std::string name = node["cohort"].text();
    view.cohorts.push_back({name, cohort_title(name), year_of(name), node, node["customers"].count(), {}, {}, {}});
  }
  read_cells(view);
  read_weeks(view);
  view.base = context.root()["lens5"][unit].elements(view.units.size());
  for (std::size_t i = 0; i < view.units.size(); ++i)
    if (view.units[i].is_observed) view.last = i;
  return view;
}

}  // namespace

std::string cohort_title(const std::string& name) {
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (!is_digits(name, 0, 4) || name.size() != 7 || name[4] != '-') return name;
  if (name[5] == 'Q' && is_digits(name, 6, 1)) return name.substr(5) + " " + name.substr(0, 4);
  if (!is_digits(name, 5, 2)) return name;
  const int month = (name[5] - '0') * 10 + (name[6] - '0');
  return month >= 1 && month <= 12
             ? std::string(kMonths.at(static_cast<std::size_t>(month - 1))) + " " + name.substr(0, 4)
             : name;
}

std::optional<CohortsView> cohorts_of(const ReportContext& context) {
  const auto all = context.root().find("lens3");
  if (!all) return std::nullopt;
  std::optional<std::pair<std::string, SummaryNode>> chosen;
  for (const char* unit : {"month", "quarter", "year"}) {
    const auto found = all->find(unit);
    if (!found) continue;
    chosen.emplace(unit, *found);
    if ((*found)["periods"].elements().size() <= kMaxUnits) break;
  }
  if (!chosen || chosen->second["cohorts"].elements().empty()) return std::nullopt;
  return view_of_unit(chosen->first, chosen->second, context);
}

std::optional<Figure> measure_at(const CohortView& cohort, std::size_t age, const char* measure) {
  if (age >= cohort.cells.size() || !cohort.cells[age] || !cohort.observed[age]) return std::nullopt;
  const auto value = cohort.cells[age]->find(measure);
  return value ? std::optional(value->decimal()) : std::nullopt;
}

std::vector<Intake> intakes_of(const CohortsView& view, std::size_t most) {
  std::vector<Intake> intakes;
  for (const CohortView& cohort : view.cohorts) {
    const bool by_year = view.cohorts.size() > most;
    if (!by_year || intakes.empty() || intakes.back().year != cohort.year)
      intakes.push_back({by_year ? cohort.year : cohort.title, cohort.year, {}});
    intakes.back().cohorts.push_back(&cohort);
  }
  return intakes;
}

const char* layer_at(std::size_t newer) {
  constexpr std::array<const char*, 7> kLayers = {"layer0", "layer1", "layer2", "layer3", "layer4", "layer5", "layer6"};
  return kLayers[std::min(newer, kLayers.size() - 1)];
}

const char* layer_of(const std::string& intake_year, const std::string& year) {
  if (!is_digits(intake_year, 0, 4) || !is_digits(year, 0, 4)) return "nobody";
  return layer_at(
      static_cast<std::size_t>(std::max(0, std::stoi(year.substr(0, 4)) - std::stoi(intake_year.substr(0, 4)))));
}

Shown shown_percent(const Figure& percent) {
  if (percent.count == 0) return rounded(percent, 0);
  for (int decimals = 1; decimals < percent.decimals; ++decimals)
    if (Shown shown = rounded(percent, decimals); shown.text.find_first_not_of("0.") != std::string::npos) return shown;
  return full(percent);
}

std::optional<SummaryNode> main_drift(const CohortsView& view, const char* measure) {
  constexpr int kEnough = 6;
  std::optional<SummaryNode> best;
  int128 most = 1;
  for (const SummaryNode& row : view.lens4["drift"].elements()) {
    const int128 cohorts = row["cohorts"].count().count;
    if (row["measure"].text() != measure || cohorts < std::min<int128>(most, kEnough) || cohorts < 2) continue;
    best = row;
    most = cohorts;
  }
  return best;
}

Drift drift_of(const SummaryNode& row) {
  const int128 rises = row["rises"].count().count;
  const int128 falls = row["falls"].count().count;
  if (rises > falls && rises >= 2 * falls) return Drift::kMore;
  return falls > rises && falls >= 2 * rises ? Drift::kLess : Drift::kNeither;
}

std::optional<std::pair<Figure, Figure>> ends_of_drift(const SummaryNode& row) {
  const auto first = row.find("first");
  const auto last = row.find("last");
  if (!first || !last) return std::nullopt;
  const std::pair<Figure, Figure> ends = {first->decimal(), last->decimal()};
  const Drift drift = drift_of(row);
  const bool is_exception = (drift == Drift::kMore && ends.second.count <= ends.first.count) ||
                            (drift == Drift::kLess && ends.second.count >= ends.first.count);
  return is_exception ? std::nullopt : std::optional(ends);
}

std::optional<Figure> revenue_of_year(const CohortsView& view, std::size_t unit) {
  std::vector<Figure> parts;
  for (const auto& [cohort, node] : view.base[unit]["by_cohort"].members())
    if (year_of(cohort) == view.units[unit].year) parts.push_back(node["revenue"].decimal());
  return parts.empty() ? std::nullopt : std::optional(sum(parts));
}

}  // namespace spendlens::report
