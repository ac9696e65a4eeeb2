#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/page/report_context.hpp"

namespace spendlens::report {

/// A calendar unit of Lenses 3 to 5.
struct UnitView {
  std::string name;   ///< "2025-01", as data
  std::string title;  ///< "Jan 2025", as people say it
  std::string year;   ///< "2025"
  bool is_observed = false;
};

/// A cohort and its cells.
struct CohortView {
  std::string name;
  std::string title;
  std::string year;  ///< "earlier" of the cohort of that name
  SummaryNode node;
  Figure customers;
  std::vector<std::optional<SummaryNode>> cells;  ///< by age; none of `earlier`
  std::vector<bool> observed;                     ///< of each of them
  std::optional<SummaryNode> weeks;               ///< its life tables
};

/// Lenses 3 to 5 by one calendar unit: the finest that the summary has, or a coarser one where that has more than 60.
struct CohortsView {
  std::string unit;  ///< "month", "quarter" or "year"
  SummaryNode lens3;
  SummaryNode lens4;
  std::vector<UnitView> units;
  std::vector<CohortView> cohorts;       ///< those with customers, `earlier` first
  std::vector<SummaryNode> base;         ///< by unit
  std::optional<SummaryNode> all_weeks;  ///< life tables of all cohorts
  std::optional<std::size_t> last;       ///< the last unit that is over

  /// "months"
  [[nodiscard]] std::string units_word() const { return unit + "s"; }
};

/// "Jan 2025" of "2025-01", "Q1 2025" of "2025-Q1"; any other name as it stands.
[[nodiscard]] std::string cohort_title(const std::string& name);

/// Nothing where the summary has no cohorts. Throws InputError where what it has is malformed.
[[nodiscard]] std::optional<CohortsView> cohorts_of(const ReportContext& context);

/// A value of a cell that is observed and defined there.
[[nodiscard]] std::optional<Figure> measure_at(const CohortView& cohort, std::size_t age, const char* measure);

/// Cohorts of one year of acquisition, or a single one where there are few: what a chart has room to tell apart.
struct Intake {
  std::string title;  ///< "2025", "Jan 2025" or "earlier"
  std::string year;
  std::vector<const CohortView*> cohorts;
};
/// One for each cohort if there are at most `most`, else one for each year. In order of time.
[[nodiscard]] std::vector<Intake> intakes_of(const CohortsView& view, std::size_t most);

/// The class of the style sheet for an intake that so many are newer than: the newest stands out, the older the darker.
[[nodiscard]] const char* layer_at(std::size_t newer);
/// The same for the intake of a year, seen from `year`.
[[nodiscard]] const char* layer_of(const std::string& intake_year, const std::string& year);

/// A share in percent that was given with more decimals, in a sentence: one decimal, or as many as it takes not to say
/// nothing of what is not.
[[nodiscard]] Shown shown_percent(const Figure& percent);

/// Which drift row is told first: the oldest age that at least 6 cohorts have reached, else that of most cohorts.
/// Nothing where no two cohorts have reached the same age.
[[nodiscard]] std::optional<SummaryNode> main_drift(const CohortsView& view, const char* measure);

/// What pairs of cohorts at equal age say.
enum class Drift { kMore, kLess, kNeither };
/// kMore or kLess where two thirds of the pairs that differ say so.
[[nodiscard]] Drift drift_of(const SummaryNode& row);

/// What the oldest and the newest of a drift row's cohorts had, where that goes the same way as the pairs do; nothing
/// where the two are an exception.
[[nodiscard]] std::optional<std::pair<Figure, Figure>> ends_of_drift(const SummaryNode& row);

/// Customers acquired in the year of a unit: their revenue in it.
[[nodiscard]] std::optional<Figure> revenue_of_year(const CohortsView& view, std::size_t unit);

/// The sections of Lenses 3 to 5.
[[nodiscard]] Html lens3_section(const ReportContext& context, const CohortsView& view);
[[nodiscard]] Html lens4_section(const ReportContext& context, const CohortsView& view);
[[nodiscard]] Html lens5_section(const ReportContext& context, const CohortsView& view);
/// Parts that have a file of their own.
[[nodiscard]] Html triangle_figure(const ReportContext& context, const CohortsView& view);
[[nodiscard]] Html return_figure(const CohortsView& view);
[[nodiscard]] Html silence_figure(const CohortsView& view);
[[nodiscard]] Html layers_figure(const ReportContext& context, const CohortsView& view);
[[nodiscard]] Html flows_figure(const ReportContext& context, const CohortsView& view);
[[nodiscard]] Html base_bridge_figure(const ReportContext& context, const CohortsView& view);
/// Which segments the customers of each cohort are in; empty where the summary does not say.
[[nodiscard]] Html cohort_segments_figure(const ReportContext& context);
/// Answers in brief.
[[nodiscard]] Html cohort_answers(const ReportContext& context, const CohortsView& view);

}  // namespace spendlens::report
