#include <fmt/core.h>

#include "report/page/brief_answer.hpp"
#include "report/page/cohort_view.hpp"
#include "report/page/figure_html.hpp"

namespace spendlens::report {

namespace {

Html worth_of_newer(const ReportContext& context, const CohortsView& view) {
  constexpr const char* kQuestion = "Are newer customers worth more?";
  const auto row = main_drift(view, "cumulative_spend_per_member");
  if (!row)
    return brief_answer(kQuestion, words("Not yet known"),
                        html("No two cohorts have been seen for a whole {} each.", view.unit), "lens4");
  const Figure age = (*row)["age"].count();
  constexpr const char* kAnswers[] = {"More than older ones", "Less than older ones", "Neither more nor less"};
  const auto ends = ends_of_drift(*row);
  const Html each =
      ends ? html("; the oldest {} each, the newest {}", context.money(ends->first), context.money(ends->second))
           : Html();
  return brief_answer(
      kQuestion, words(kAnswers[static_cast<std::size_t>(drift_of(*row))]),
      html("{} {} after the first purchase, the later of two cohorts had spent more in {} pairs, less in {}{}.", age,
           age.count == 1 ? view.unit : view.units_word(), (*row)["rises"].count(), (*row)["falls"].count(), each),
      "lens4");
}

Html silence_of_customers(const CohortsView& view) {
  constexpr const char* kQuestion = "When do customers fall silent?";
  const auto at = [&view](const char* week) {
    const auto share = view.all_weeks ? (*view.all_weeks)["silent_by_week"].find(week) : std::nullopt;
    return share ? std::optional(hundredfold(share->decimal(6))) : std::nullopt;
  };
  const Figure days = view.lens3["silence_days"].count();
  const auto half = at("26");
  const auto year = at("52");
  const auto two = at("104");
  if (!half)
    return brief_answer(kQuestion, words("Not yet known"),
                        html("The ledger is too short to see {} days without a purchase.", days), "lens3");
  const Html later = two ? html(" Within two years: {}&nbsp;%.", rounded_again(*two, 1)) : Html();
  if (!year)
    return brief_answer(kQuestion, html("{}&nbsp;% within half a year", rounded_again(*half, 1)),
                        html("So many have gone {} days without a purchase by then; longer was not seen.", days),
                        "silence");
  return brief_answer(
      kQuestion, html("{}&nbsp;% within a year", rounded_again(*year, 1)),
      html("So many had gone {} days without a purchase by then; {}&nbsp;% did so in the first half year.{}", days,
           rounded_again(*half, 1), later),
      "silence");
}

Html source_of_revenue(const ReportContext& context, const CohortsView& view) {
  constexpr const char* kQuestion = "From whom is the latest revenue?";
  const std::size_t unit = view.last.value_or(view.units.size() - 1);
  const Figure revenue = view.base[unit]["revenue"].decimal();
  const UnitView& of = view.units[unit];
  if (revenue.count == 0)
    return brief_answer(kQuestion, words("There was none"), html("Nobody bought in {}.", of.title), "lens5");
  const auto of_year = revenue_of_year(view, unit);
  const Html whole =
      html("In {}, {}, customers spent {}.", of.title,
           of.is_observed ? "the last whole " + view.unit : "which is not over yet", context.money(in_words(revenue)));
  if (!of_year)
    return brief_answer(kQuestion, html("Nobody who came in {}", of.year),
                        html("{} All of it is from customers who first bought before {}.", whole, of.year), "lens5");
  return brief_answer(kQuestion, html("{}&nbsp;% from customers of {}", share_of(*of_year, revenue), of.year),
                      html("{} Those whose first purchase was in {} spent {} of it.", whole, of.year,
                           context.money(in_words(*of_year))),
                      "lens5");
}

}  // namespace

Html cohort_answers(const ReportContext& context, const CohortsView& view) {
  return html("{}{}{}", worth_of_newer(context, view), silence_of_customers(view), source_of_revenue(context, view));
}

}  // namespace spendlens::report
