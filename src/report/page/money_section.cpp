#include <array>

#include "report/page/figure_html.hpp"
#include "report/page/money_view.hpp"
#include "report/page/report_context.hpp"
#include "report/page/signal_classes.hpp"
#include "report/page/signal_titles.hpp"

namespace spendlens::report {

namespace {

Html sufficiency_figure(const MoneyView& view) {
  constexpr std::array<std::pair<const char*, const char*>, 5> kActivities = {{{"primary", "In full"},
                                                                               {"card_only", "Card only"},
                                                                               {"new", "Too new"},
                                                                               {"dormant", "Dormant"},
                                                                               {"none", "No transactions"}}};
  const SummaryNode by = view.signal("activity")["customers"];
  std::vector<NamedFigure> values;
  Table table(
      html("Customers by what their transactions allow to be said, and for how many each figure is known, last {}",
           window_name(view.window)),
      {words("What is known"), words("Customers")});
  for (const auto& [key, name] : kActivities) {
    values.push_back({name, by[key].count()});
    table.row(words(name), {html("{}", values.back().value)});
  }
  for (const char* name : {"income_monthly", "monthly_outgoings", "liquid_months", "committed_share_pct",
                           "subscription_count", "revolving_utilization_pct"})
    table.row(html("{} is known", signal_title(name)), {html("{}", view.known(name))});
  return figure(
      {"sufficiency",
       html("{}&nbsp;% of customers can be judged in full", share_of(values.front().value, view.customers)),
       html(
           "Of {} customers income is known for {}, outgoings for {}, liquid months for {}. Who is known by a card alone has no income or balance here; who is too new or dormant has nothing a month. What is not known counts as nothing anywhere in this report.",
           view.customers, view.known("income_monthly"), view.known("monthly_outgoings"), view.known("liquid_months")),
       "customers by what can be said of them"},
      bars_with_shares(values, view.customers, " customers"), table);
}

/// Streams of income that are active or late, by kind.
Html income_kinds_text(const ReportContext& context, const MoneyView& view) {
  Html text;
  for (const auto& [kind, name] :
       {std::pair{"payroll", "wages"}, std::pair{"benefit", "benefits"},
        std::pair{"variable_income", "variable income"}, std::pair{"income", "other income"}}) {
    const auto node = view.kind(kind);
    if (!node) continue;
    text.put("{}{} {} a month in {} streams", text.empty() ? " What comes in regularly: " : ", ", name,
             context.money(in_words((*node)["monthly"].decimal())),
             sum({(*node)["active"].count(), (*node)["late"].count()}));
  }
  return text.empty() ? text : html("{}.", text);
}

Html rhythm_figure(const ReportContext& context, const MoneyView& view) {
  const Figure known = view.known("income_frequency");
  if (known.count == 0)
    return words_only(words("Nobody's income is known"),
                      words("It takes a checking or savings account, or categories of income, and 60 days."), Html());
  std::vector<NamedFigure> values;
  const NamedFigure* commonest = nullptr;
  Table table(html("Customers by the rhythm of their largest regular income, last {}", window_name(view.window)),
              {words("Rhythm"), words("Customers")});
  for (const auto& [rhythm, node] : view.signal("income_frequency")["customers"].members()) {
    table.row(html("{}", Name{spoken(rhythm)}), {html("{}", node.count())});
    if (node.count().count > 0) values.push_back({spoken(rhythm), node.count()});
  }
  if (values.empty()) return {};
  for (const NamedFigure& of : values)
    if (of.name != "unknown" && (commonest == nullptr || of.value.count > commonest->value.count)) commonest = &of;
  const Html finding =
      commonest == nullptr
          ? words("Nobody has an income")
          : html("The most common rhythm of income is {}: {}&nbsp;% of customers whose income is known",
                 Name{commonest->name}, share_of(commonest->value, known));
  return figure(
      {"rhythm", finding,
       html(
           "The rhythm is that of the largest income that comes regularly; irregular is who has an income without one, unknown who has none. {} customers have {} streams of income.{}",
           known, view.total("income_stream_count"), income_kinds_text(context, view)),
       "customers by rhythm of income"},
      bars_with_shares(values, known, " customers"), table);
}

Html shortfall_figure(const ReportContext& context, const MoneyView& view) {
  const std::vector<NamedFigure> values = {{signal_title("overdraft_count"), view.total("overdraft_count")},
                                           {signal_title("nsf_count"), view.total("nsf_count")},
                                           {signal_title("advance_count"), view.total("advance_count")}};
  const Figure all = total_of(values);
  const Figure below = view.signal("negative_balance")["customers"].count();
  if (all.count == 0)
    return words_only(
        html("Nobody ran short in the last {}", window_name(view.window)),
        html(
            "There is no overdraft, no payment that was not covered and no advance; {} customers have an account below 0 now.",
            below),
        Html());
  const auto classes = classes_of(view.signal("shortfall_count")["distribution"]);
  const Figure known = view.known("shortfall_count");
  const Figure some = difference(known, classes.front().customers);
  return figure(
      {"shortfall",
       html("{}&nbsp;% of customers ran short in the last {}", share_of(some, known), window_name(view.window)),
       html(
           "{} of {} customers had an overdraft or a payment that was not covered, fees given back left out; {} have an account below 0 now. Fees came to {}, advances on wages and cash advances brought {}.",
           some, known, below, context.money(in_words(view.money_total("fees_total"))),
           context.money(in_words(view.money_total("advance_total")))),
       "shortfall by window"},
      bars_with_shares(values, all, " times"),
      counts_table(view,
                   html("{}", context.in_money("Shortfall of all customers; fees, interest and advances as amounts")),
                   {"overdraft_count", "nsf_count", "shortfall_count", "advance_count", "advance_total", "fees_total",
                    "interest_paid"}));
}

}  // namespace

Html money_section(const ReportContext& context) {
  const auto view = money_view(context);
  if (!view) return {};
  return html(R"(<section id="money" aria-labelledby="money-heading">
<h2 id="money-heading">Income, outgoings and commitments</h2>
<p class="lead">Of all customers, over the last {} up to {}. How income, outgoings, liquid months and committed shares are spread among customers is shown with the <a href="#signals">signals</a>.</p>
<div class="figures">{}{}{}{}{}</div></section>
)",
              window_name(view->window), day_name(context.root()["periods"]["as_of"].date()), sufficiency_figure(*view),
              rhythm_figure(context, *view), commitments_figure(context, *view), subscriptions_figure(context, *view),
              shortfall_figure(context, *view));
}

}  // namespace spendlens::report
