#include "report/screen/cohorts_screen.hpp"

#include <fmt/core.h>

#include "report/screen/screen_bars.hpp"

namespace spendlens::report {

namespace {

using cohorts::CohortAnalysis;

std::string percent_or_dash(const cohorts::Ratio& ratio) { return ratio ? decimal_text(*ratio) + " %" : "-"; }

std::string share_or_dash(const std::optional<double>& share) {
  return share ? fmt::format("{:.2f} %", 100 * *share) : "-";
}

std::string cohorts_title(const CohortAnalysis& analysis) {
  const cohorts::UnitState& last = analysis.units.back();
  return fmt::format("Lenses 3 to 5: {} cohorts by {}, {} to {}{}", analysis.cohorts.size(),
                     cohorts::granularity_name(analysis.granularity), analysis.units.front().name, last.name,
                     last.observed ? "" : ", which is running");
}

/// The life table of all cohorts says who came back.
std::string return_line(const CohortAnalysis& analysis) {
  const cohorts::WeekFigures& all = analysis.weeks.back();
  std::string text = fmt::format("  {:<30}", "came back by week");
  for (std::size_t i = 0; i < cohorts::kReturnWeeks.size(); ++i)
    text +=
        fmt::format("{}{}: {}", i == 0 ? "" : ", ", cohorts::kReturnWeeks[i], share_or_dash(all.returned_by_week[i]));
  return text + "\n";
}

std::string silence_line(const CohortAnalysis& analysis) {
  const cohorts::WeekFigures& all = analysis.weeks.back();
  std::uint64_t silent = 0;
  std::uint64_t came_back = 0;
  for (const cohorts::CohortFigures& cohort : analysis.cohorts) {
    silent += cohort.silent;
    came_back += cohort.came_back;
  }
  return fmt::format("  {:<30}by week 52: {}; of {} who ever were, {} bought again\n",
                     fmt::format("silent for {} days", analysis.silence_days), share_or_dash(all.silent_by_week[1]),
                     grouped_text(silent), grouped_text(came_back));
}

/// It compares cohorts at the oldest age that at least two of them have reached.
std::string drift_line(const CohortAnalysis& analysis) {
  const cohorts::DriftFigures* found = nullptr;
  for (const cohorts::DriftFigures& drift : analysis.drift)
    if (drift.measure == cohorts::DriftMeasure::kCumulativeSpendPerMember && drift.cohorts >= 2) found = &drift;
  if (found == nullptr)
    return fmt::format("  {:<30}no two cohorts have reached the same age\n", "cohorts at equal age");
  return fmt::format(
      "  {:<30}oldest {}, newest {}; later more in {} pairs, less in {}\n",
      fmt::format("a member's spend in {} {}s", found->age, cohorts::granularity_name(analysis.granularity)),
      decimal_text(*found->first), decimal_text(*found->last), grouped_text(found->rises), grouped_text(found->falls));
}

/// It tells of the last unit that has ended, or of the first one where none has.
std::string base_line(const CohortAnalysis& analysis) {
  std::size_t unit = analysis.units.size() - 1;
  while (unit > 0 && !analysis.units[unit].observed) --unit;
  const cohorts::BaseFigures& base = analysis.base[unit];
  return fmt::format("  {:<30}{} = {} acquired + {} retained + {} reactivated\n  {:<30}{}\n",
                     fmt::format("active in {}", analysis.units[unit].name), grouped_text(base.active),
                     grouped_text(base.acquired), grouped_text(base.retained), grouped_text(base.reactivated),
                     "revenue of the acquired", percent_or_dash(base.acquired_revenue_share));
}

}  // namespace

std::string cohorts_screen(const audit::AuditResult& result, const ScreenStyle& style) {
  if (result.cohorts.empty() || result.cohorts.front().cohorts.empty()) return "";
  const CohortAnalysis& analysis = result.cohorts.front();
  return fmt::format("\n{}\n", screen_title(style, cohorts_title(analysis))) + return_line(analysis) +
         silence_line(analysis) + drift_line(analysis) + base_line(analysis);
}

}  // namespace spendlens::report
