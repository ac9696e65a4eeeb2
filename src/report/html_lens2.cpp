#include "report/html_figure.hpp"
#include "report/report_context.hpp"

namespace spendlens::report {

namespace {

/// What Lens 2 counts, by group.
struct Groups {
  explicit Groups(const SummaryNode& lens)
      : retained(lens["retained"].count()), churned(lens["churned"].count()), reactivated(lens["reactivated"].count()),
        first_time(lens["first_time"].count()), inactive(lens["inactive"].count()) {}

  Figure retained;
  Figure churned;
  Figure reactivated;
  Figure first_time;
  Figure inactive;
};

Html flow_figure(const ReportContext& context) {
  const SummaryNode lens = context.root()["lens2"];
  const Groups groups(lens);
  const Figure before = sum({groups.retained, groups.churned});
  const Figure after = sum({groups.retained, groups.reactivated, groups.first_time});
  const Flow spec{.before = "Earlier",
                  .after = "This period",
                  .stayed = {"Retained", groups.retained, {"main"}},
                  .left = {"Churned", groups.churned, {"bad"}},
                  .came = {{"Reactivated", groups.reactivated, {"other"}}, {"First-time", groups.first_time, {"good"}}}};
  Table table(html("Customers from {} to {}", context.earlier(), context.period()), {words("Group"), words("Customers"), words("Rate, %"), words("Rate is of")});
  table.row(words("Bought earlier"), {html("{}", before), Html(), Html()});
  table.row(words("Retained: bought in both"), {html("{}", groups.retained), html("{}", lens["retention_rate"].decimal()), words("earlier customers")});
  table.row(words("Churned: bought earlier, not now"), {html("{}", groups.churned), html("{}", lens["churn_rate"].decimal()), words("earlier customers")});
  table.row(words("Reactivated: bought once upon a time, not earlier, now again"),
            {html("{}", groups.reactivated), html("{}", lens["reactivation_rate"].decimal()), words("customers now")});
  table.row(words("First-time: never bought before"), {html("{}", groups.first_time), html("{}", percent_of(groups.first_time, after)), words("customers now")});
  table.row(words("Buy now"), {html("{}", after), Html(), Html()});
  table.row(words("Inactive: bought in neither"), {html("{}", groups.inactive), Html(), Html()});
  return figure({"flow", html("{}&nbsp;% of the earlier customers stayed, {}&nbsp;% were lost", share_of(groups.retained, before), share_of(groups.churned, before)),
                 html("Of {} customers of {}, {} bought again in {}; {} came back who had not bought in the earlier period, and {} bought for the first time. That makes {} customers now.",
                      before, context.earlier(), groups.retained, context.period(), groups.reactivated, groups.first_time, after),
                 "customers by group"},
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
  const Waterfall spec{.steps = {{"Earlier", before, true, {"total"}},
                                 {"Churned", churned, false, {"bad"}},
                                 {"Retained", retained, false, {retained.count < 0 ? "bad" : "main"}},
                                 {"Reactivated", reactivated, false, {"other"}},
                                 {"First-time", first_time, false, {"good"}},
                                 {"This period", after, true, {"total"}}},
                       .up = "Revenue, " + context.money_unit()};
  Table table(html("From the revenue of {} to that of {}, {}; it adds up", context.earlier(), context.period(), context.money_unit()), {words("Step"), words("Revenue")});
  table.row(words("Earlier revenue"), {html("{}", before)}).row(words("Lost with the churned"), {html("{}", churned)});
  table.row(words("Change of the retained"), {html("{}", retained)}).row(words("Brought by the reactivated"), {html("{}", reactivated)});
  table.row(words("Brought by first-time buyers"), {html("{}", first_time)}).row(words("Revenue now"), {html("{}", after)});
  const Figure change = lens["revenue_change_pct"].decimal();
  const Html brought = context.money(in_words(sum({reactivated, first_time})));
  const Html finding = lens["churned"].count().count == 0 ? html("Nobody churned; new and returning customers brought {}", brought)
                                                          : html("Churn cost {}; new and returning customers brought {}", context.money(in_words(magnitude(churned))), brought);
  return figure({"bridge", finding,
                 html("Revenue went from {} to {} ({}&nbsp;%). Customers who left took {} with them; those who stayed spent {} {} than before; the reactivated brought {}, first-time buyers {}.",
                      context.money(in_words(before)), context.money(in_words(after)), with_sign(change), context.money(magnitude(churned)), context.money(magnitude(retained)),
                      more_or_less(retained), context.money(reactivated), context.money(first_time)),
                 "the steps of the revenue bridge"},
                waterfall(spec), table);
}

Html change_line(const ReportContext& context) {
  const SummaryNode lens = context.root()["lens2"];
  Html line = html("<p>Against {}: customers {}, revenue {}&nbsp;%, average order value {}&nbsp;%.</p>\n", context.earlier(), with_sign(lens["customer_count_change"].integer()),
                   with_sign(lens["revenue_change_pct"].decimal()), with_sign(lens["avg_order_value_change_pct"].decimal()));
  for (const SummaryNode& warning : lens["warnings"].elements()) line.put(R"(<p class="warning">Warning: {}</p>)", Name{warning.text()});
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
  if (!earlier) section.put(R"(<p class="nothing-to-show">Nobody bought in {}: nothing can be said of retention and churn.</p>)", context.earlier());
  if (!now) section.put(R"(<p class="nothing-to-show">Nobody bought in {}.</p>)", context.period());
  if (!earlier && !now) return section.put("</section>\n");
  section.put("{}<div class=\"figures\">{}{}{}</div></section>\n", change_line(context), bridge_figure(context), flow_figure(context), moves_figure(context));
  return section;
}

}  // namespace spendlens::report
