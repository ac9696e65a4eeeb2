#include "report/explain/cohort_text.hpp"

#include <cmath>

#include "report/explain/signal_text.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/report/screen_text.hpp"

namespace spendlens::report {

namespace {

std::string percent_text(double percent) { return std::isnan(percent) ? "not known" : number_text(percent) + " %"; }

std::string age_text(std::uint64_t age, const std::string& unit) {
  return screen_text("{} {}{}", grouped_text(age), unit, age == 1 ? "" : "s");
}

std::string cohort_text(const audit::ExplainedCohort& of) {
  const std::string unit = cohorts::granularity_name(of.granularity);
  if (of.cohort == "earlier")
    return screen_text("  by {:<8}of the cohort earlier: {} customers who first bought before the cohorts begin\n",
                       unit, grouped_text(of.customers));
  std::string text =
      screen_text("  by {:<8}cohort {} of {} customers, {} old; {} of it have bought on a later date, {}\n", unit,
                  of.cohort, grouped_text(of.customers), age_text(of.age, unit), percent_text(of.returned_pct),
                  of.returned ? "this one too" : "this one has not");
  if (!of.at) return text;
  text += screen_text(
      "             at {}: {} of the cohort bought, {}\n", age_text(of.at->age, unit), percent_text(of.at->retention),
      of.at->orders_in_unit == 0   ? "this one did not"
      : of.at->orders_in_unit == 1 ? "this one once"
                                   : screen_text("this one {} times", grouped_text(of.at->orders_in_unit)));
  if (!std::isnan(of.at->cumulative_spend_per_member))
    text += screen_text("             spent by then: {} in {} orders, a customer of the cohort {} on average\n",
                        grouped_text(of.at->spend, 2), grouped_text(of.at->orders),
                        grouped_text(std::llround(of.at->cumulative_spend_per_member * 100), 2));
  return text;
}

}  // namespace

std::string cohorts_part(const audit::Explanation& e) {
  if (e.cohorts.empty()) return "";
  std::string text = screen_text("\nCohort: first purchase ever on {}\n", date_text(e.cohorts.front().first_purchase));
  for (const audit::ExplainedCohort& of : e.cohorts) text += cohort_text(of);
  return text;
}

}  // namespace spendlens::report
