#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

namespace {

/// What Lens 2 counts, by group.
struct Groups {
  explicit Groups(const SummaryNode& lens)
      : retained(lens["retained"].count()),
        churned(lens["churned"].count()),
        reactivated(lens["reactivated"].count()),
        first_time(lens["first_time"].count()),
        inactive(lens["inactive"].count()) {}

  Figure retained;
  Figure churned;
  Figure reactivated;
  Figure first_time;
  Figure inactive;
};

/// Whether to show the reactivated: not where nobody could be.
bool shows_reactivated(const ReportContext& context, const Groups& groups) {
  return context.has_history() || groups.reactivated.count > 0;
}

Html flow_figure(const ReportContext& context) {
  const SummaryNode lens = context.root()["lens2"];
  const Groups groups(lens);
  const Figure before = sum({groups.retained, groups.churned});
  const Figure after = sum({groups.retained, groups.reactivated, groups.first_time});
  const bool reactivated = shows_reactivated(context, groups);
  Flow spec{.before = "Earlier",
            .after = "This period",
            .stayed = {"Retained", groups.retained, {"main"}},
            .left = {"Churned", groups.churned, {"bad"}},
            .came = {}};
  if (reactivated) spec.came.push_back({"Reactivated", groups.reactivated, {"other"}});
  spec.came.push_back({"First-time", groups.first_time, {"good"}});
  Table table(html("Customers from {} to {}", context.earlier(), context.period()),
              {words("Group"), words("Customers"), words("Rate, %"), words("Rate is of")});
  table.row(words("Bought earlier"), {html("{}", before), Html(), Html()});
  table.row(words("Retained: bought in both"),
            {html("{}", groups.retained), html("{}", lens["retention_rate"].decimal()), words("earlier customers")});
  table.row(words("Churned: bought earlier, not now"),
            {html("{}", groups.churned), html("{}", lens["churn_rate"].decimal()), words("earlier customers")});
  if (reactivated)
    table.row(
        words("Reactivated: bought once upon a time, not earlier, now again"),
        {html("{}", groups.reactivated), html("{}", lens["reactivation_rate"].decimal()), words("customers now")});
  table.row(
      words(context.has_history() ? "First-time: never bought before" : "First-time: no purchase before is known"),
      {html("{}", groups.first_time), html("{}", percent_of(groups.first_time, after)), words("customers now")});
  table.row(words("Buy now"), {html("{}", after), Html(), Html()});
  table.row(words("Inactive: bought in neither"), {html("{}", groups.inactive), Html(), Html()});
  const Html again = html("{}&nbsp;% of the earlier customers bought again", share_of(groups.retained, before));
  const Html finding = groups.churned.count == 0 ? html("All {} earlier customers bought again", before)
                       : groups.retained.count == 0
                           ? html("None of {} earlier customers bought again", before)
                           : html("{}, {}&nbsp;% did not", again, share_of(groups.churned, before));
  const Html came =
      groups.reactivated.count == 0
          ? Html()
          : html(" {} came back who had bought before, but not in the earlier period.", groups.reactivated);
  const Html stayed = before.count == 0 ? html("Nobody bought in {}.", context.earlier())
                                        : html("Of {} customers of {}, {} bought again in {}.", before,
                                               context.earlier(), groups.retained, context.period());
  const Html first = groups.first_time.count == 0 ? words(" Nobody bought for the first time.")
                                                  : html(" {} bought for the first time{}.", groups.first_time,
                                                         context.has_history() ? "" : ", as far as the ledger knows");
  return figure(
      {"flow", before.count == 0 ? html("{} customers bought, none of them in the earlier period", after) : finding,
       html("{}{}{} That makes {} customers now.", stayed, came, first, after), "customers by group"},
      flow(spec), table);
}

const char* more_or_less(const Figure& change) { return change.count < 0 ? "less" : "more"; }

Html bridge_figure(const ReportContext& context) {
  const SummaryNode lens = context.root()["lens2"];
  const SummaryNode bridge = lens["revenue_bridge"];
  const Figure before = bridge["period1_revenue"].decimal();
  const Figure churned = bridge["churned"].decimal();
  const Figure retained = bridge["retained"].decimal();
  const Figure reactivated = bridge["reactivated"].decimal();
  const Figure first_time = bridge["first_time"].decimal();
  const Figure after = bridge["period2_revenue"].decimal();
  const Groups groups(lens);
  const bool with_reactivated = shows_reactivated(context, groups);
  Waterfall spec{.steps = {{"Earlier", before, true, {"total"}},
                           {"Churned", churned, false, {"bad"}},
                           {"Retained", retained, false, {retained.count < 0 ? "bad" : "main"}}},
                 .up = context.in_money("Revenue")};
  if (with_reactivated) spec.steps.push_back({"Reactivated", reactivated, false, {"other"}});
  spec.steps.push_back({"First-time", first_time, false, {"good"}});
  spec.steps.push_back({"This period", after, true, {"total"}});
  Table table(html("From the revenue of {} to that of {}{}{}; it adds up", context.earlier(), context.period(),
                   context.money_unit().empty() ? "" : ", ", context.money_unit()),
              {words("Step"), words("Revenue")});
  table.row(words("Earlier revenue"), {html("{}", before)}).row(words("Lost with the churned"), {html("{}", churned)});
  table.row(words("Change of the retained"), {html("{}", retained)});
  if (with_reactivated) table.row(words("Brought by the reactivated"), {html("{}", reactivated)});
  table.row(words("Brought by first-time buyers"), {html("{}", first_time)})
      .row(words("Revenue now"), {html("{}", after)});
  const Figure change = lens["revenue_change_pct"].decimal();
  const bool returned = groups.reactivated.count > 0;
  const bool came = returned || groups.first_time.count > 0;
  const Html brought = !came ? words("nobody new came")
                             : html("{} brought {}", returned ? "new and returning customers" : "new customers",
                                    context.money(in_words(sum({reactivated, first_time}))));
  const Html finding = groups.retained.count + groups.churned.count == 0 ? html("Nobody was there before; {}", brought)
                       : groups.churned.count == 0
                           ? html("Nobody churned; {}", brought)
                           : html("Churn cost {}; {}", context.money(in_words(magnitude(churned))), brought);
  Html steps;
  if (groups.churned.count > 0) steps.put(" Customers who left took {} with them.", context.money(magnitude(churned)));
  if (groups.retained.count > 0)
    steps.put(" Those who stayed spent {} {} than before.", context.money(magnitude(retained)), more_or_less(retained));
  if (returned) steps.put(" The reactivated brought {}.", context.money(reactivated));
  if (groups.first_time.count > 0) steps.put(" First-time buyers brought {}.", context.money(first_time));
  return figure({"bridge", finding,
                 html("Revenue went from {} to {} ({}&nbsp;%).{}", context.money(in_words(before)),
                      context.money(in_words(after)), with_sign(change), steps),
                 "the steps of the revenue bridge"},
                waterfall(spec), table);
}

Html change_line(const ReportContext& context) {
  const SummaryNode lens = context.root()["lens2"];
  const Figure customers = lens["customer_count_change"].integer();
  const Html change = customers.count == 0
                          ? words("as many customers")
                          : html("{} {} customers", magnitude(customers), customers.count < 0 ? "fewer" : "more");
  Html line =
      html("<p>Against {}: {}, revenue {}&nbsp;%, average order value {}&nbsp;%.</p>\n", context.earlier(), change,
           with_sign(lens["revenue_change_pct"].decimal()), with_sign(lens["avg_order_value_change_pct"].decimal()));
  for (const SummaryNode& warning : lens["warnings"].elements())
    line.put(R"(<p class="warning">Warning: {}</p>)", Name{warning.text()});
  return line;
}

}  // namespace

Html lens2_section(const ReportContext& context) {
  const Groups groups(context.root()["lens2"]);
  Html section = html(R"(<section id="lens2" aria-labelledby="lens2-heading">
<h2 id="lens2-heading">Lens 2: who stayed, who left, and what it did to revenue</h2>
<p class="lead">From {} to {}.</p>
)",
                      context.earlier(), context.period());
  const bool earlier = groups.retained.count + groups.churned.count > 0;
  const bool now = groups.retained.count + groups.reactivated.count + groups.first_time.count > 0;
  if (!earlier)
    section.put(R"(<p class="nothing-to-show">Nobody bought in {}: nothing can be said of retention and churn.</p>)",
                context.earlier());
  if (!now) section.put(R"(<p class="nothing-to-show">Nobody bought in {}.</p>)", context.period());
  if (!earlier && !now) return section.put("</section>\n");
  if (earlier && !shows_reactivated(context, groups) && groups.first_time.count > 0)
    section.put(
        R"(<p class="warning">No transaction is older than the earlier period: who bought before it is not known. Nobody can be seen to come back, and some of the first-time buyers may be earlier customers.</p>
)");
  section.put("{}<div class=\"figures\">{}{}{}</div></section>\n", change_line(context), bridge_figure(context),
              flow_figure(context), earlier ? moves_figure(context) : Html());
  return section;
}

}  // namespace spendlens::report
