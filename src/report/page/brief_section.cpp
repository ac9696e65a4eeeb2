#include <algorithm>

#include "report/page/brief_answer.hpp"
#include "report/page/cohort_view.hpp"
#include "report/page/figure_html.hpp"
#include "report/page/known_signals.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

namespace {

Html best_customers(const ReportContext& context) {
  constexpr const char* kQuestion = "Who are the best customers?";
  const SummaryNode lens = context.root()["lens1"];
  const Figure customers = lens["total_customers"].count();
  if (customers.count == 0)
    return brief_answer(kQuestion, words("Nobody bought"), html("There is no purchase in {}.", context.period()),
                        "lens1");
  const SummaryNode top = lens["equal_customer_groups"].elements(10).front();
  const Figure best = top["customers"].count();
  if (best.count == 0)
    return brief_answer(kQuestion, html("{} bought", full(customers)),
                        html("They are too few to name a best tenth. Together they spent {}.",
                             context.money(lens["total_revenue"].decimal())),
                        "lens1");
  return brief_answer(kQuestion,
                      html("The top tenth brings {}&nbsp;% of revenue",
                           share_of(top["revenue"].decimal(), lens["total_revenue"].decimal())),
                      html("These {} of {} buyers spent {} or more each in {}, together {}.", full(best),
                           full(customers), context.money(top["smallest_spend"].decimal()), context.period(),
                           context.money(in_words(top["revenue"].decimal()))),
                      "deciles");
}

/// Who has not bought may do so yet where the period goes on.
Html not_over(const ReportContext& context) {
  const SummaryNode periods = context.root()["periods"];
  if (periods["period"]["observation_end"].date() >= periods["period"]["end"].date()) return {};
  return html(" But {} was not over: {} is the last day known.", context.period(), day_name(periods["as_of"].date()));
}

Html cost_of_churn(const ReportContext& context) {
  constexpr const char* kQuestion = "What did churn cost?";
  const SummaryNode lens = context.root()["lens2"];
  const Figure before = sum({lens["retained"].count(), lens["churned"].count()});
  if (before.count == 0)
    return brief_answer(kQuestion, words("Nobody could churn"),
                        html("There is no purchase in {}, so nobody was there to be lost.", context.earlier()),
                        "lens2");
  const Figure churned = lens["churned"].count();
  const Figure lost = magnitude(lens["revenue_bridge"]["churned"].decimal());
  if (churned.count == 0)
    return brief_answer(kQuestion, words("Nothing: nobody left"),
                        before.count == 1
                            ? html("The only customer of {} bought again in {}.", context.earlier(), context.period())
                            : html("None of the {} customers of {} went the whole of {} without a purchase.",
                                   full(before), context.earlier(), context.period()),
                        "lens2");
  const Html again = lens["retained"].count().count == 0
                         ? words(" Nobody bought again.")
                         : html(" The other {}&nbsp;% bought again.", share_of(lens["retained"].count(), before));
  return brief_answer(
      kQuestion, html("{} of revenue", context.money(in_words(lost))),
      html(
          "{} of {} customers of {} ({}&nbsp;%) did not buy in {}. What they had spent was {}&nbsp;% of that earlier revenue.{}{}",
          full(churned), full(before), context.earlier(), share_of(churned, before), context.period(),
          share_of(lost, lens["revenue_bridge"]["period1_revenue"].decimal()), again, not_over(context)),
      "bridge");
}

Html reason_of_none(const std::optional<SummaryNode>& personas) {
  const auto note = personas ? personas->find("note") : std::nullopt;
  return note ? html("They were not assigned: {}.", Name{note->text()}) : words("This result has no personas.");
}

Html valuable_segment(const ReportContext& context, const ValuableSegment& segment) {
  return brief_answer(
      "Which segment is worth most?", html("{}", Name{segment.name}),
      html("These {} of {} customers ({}&nbsp;%) spent {} in {}, {}&nbsp;% of revenue.", full(segment.customers),
           full(segment.all_customers), share_of(segment.customers, segment.all_customers),
           context.money(in_words(segment.revenue)), context.period(), share_of(segment.revenue, segment.all_revenue)),
      "segments");
}

Html largest_persona(const ReportContext& context) {
  constexpr const char* kQuestion = "Which persona is largest?";
  const auto personas = context.root().find("personas");
  const auto windows = ReportContext::windows(personas);
  if (windows.empty())
    if (const auto segment = most_valuable_segment(context)) return valuable_segment(context, *segment);
  if (windows.empty()) return brief_answer(kQuestion, words("No personas"), reason_of_none(personas), "personas");
  const SummaryNode window = (*personas)[ReportContext::main_window(windows)];
  const auto registry = (*personas)["registry"].elements();
  const SummaryNode* largest = nullptr;
  Figure most;
  for (const SummaryNode& persona : registry) {
    const Figure customers = window["assigned"][persona["id"].text()].count();
    if (largest != nullptr && customers.count <= most.count) continue;
    largest = &persona;
    most = customers;
  }
  const Figure customers = window["customers"].count();
  const Html untested = untested_text(untested_personas(context, ReportContext::main_window(windows)));
  const Html caveat = untested.empty() ? Html() : html(" {}", untested);
  if (largest == nullptr || most.count == 0)
    return brief_answer(
        kQuestion, words("None"),
        html(
            "None of all {} customers in the ledger has a persona: {} are unclassified, {} not assessed, {} too new.{}",
            full(customers), full(window["assigned"]["unclassified"].count()),
            full(window["assigned"]["not_assessed"].count()), full(window["assigned"]["too_new"].count()), caveat),
        "personas");
  return brief_answer(
      kQuestion, html("{}", Name{(*largest)["name"].text()}),
      html("{} of all {} customers in the ledger ({}&nbsp;%) belong to it in the last {}. {}&nbsp;% fit no persona.{}",
           full(most), full(customers), share_of(most, customers), window_name(ReportContext::main_window(windows)),
           share_of(window["assigned"]["unclassified"].count(), customers), caveat),
      "personas");
}

}  // namespace

Html brief_answer(std::string_view question, const Html& answer, const Html& grounds, std::string_view where) {
  return html(R"(
<article class="answer"><h3>{}</h3><p class="headline">{}</p><p>{}</p><p class="more"><a href="#{}">More</a></p></article>)",
              question, answer, grounds, where);
}

Html brief_section(const ReportContext& context) {
  const auto cohorts = cohorts_of(context);
  return html(R"(<section id="brief" aria-labelledby="brief-heading">
<h2 id="brief-heading">In brief</h2>
<div class="answers">{}{}{}{}
</div>
</section>
)",
              best_customers(context), cost_of_churn(context), largest_persona(context),
              cohorts ? cohort_answers(context, *cohorts) : Html());
}

}  // namespace spendlens::report
