#include <fmt/core.h>

#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

namespace {

/// One headline figure in both periods.
Html tile(std::string_view name, const Html& now, const Html& earlier) {
  return html(R"(<div class="tile"><dt>{}</dt><dd>{}<span>before: {}</span></dd></div>
)",
              name, now, earlier);
}

/// A large figure short, with all its digits below.
Html headline_number(const Figure& figure) {
  constexpr std::size_t kLongest = 11;
  const Shown all = full(figure);
  if (all.text.size() <= kLongest) return html("<strong>{}</strong>", all);
  return html("<strong>{}</strong><span>{}</span>", in_words(figure), all);
}

Html percent_text(const Figure& figure) { return html("{}&nbsp;%", figure); }

Html headline(const ReportContext& context) {
  const SummaryNode now = context.root()["lens1"];
  const SummaryNode before = context.root()["lens1_compare"];
  Html tiles;
  const auto count = [&](const char* name, const char* key) {
    tiles.put("{}", tile(name, headline_number(now[key].count()), html("{}", before[key].count())));
  };
  const auto decimal = [&](const std::string& name, const char* key) {
    tiles.put("{}", tile(name, headline_number(now[key].decimal()), html("{}", before[key].decimal())));
  };
  const auto share = [&](const char* name, const char* key) {
    tiles.put("{}", tile(name, html("<strong>{}</strong>", percent_text(now[key].decimal())),
                         percent_text(before[key].decimal())));
  };
  count("Customers who bought", "total_customers");
  count("Orders", "total_orders");
  decimal(context.in_money("Revenue"), "total_revenue");
  decimal("Orders per customer", "avg_orders_per_customer");
  decimal(context.in_money("Average order value"), "avg_order_value");
  decimal(context.in_money("Median customer value"), "median_customer_value");
  share("Bought once", "one_time_buyer_pct");
  share("Revenue of the top 10 %", "top_10pct_revenue_contribution");
  share("Revenue of the top 20 %", "top_20pct_revenue_contribution");
  tiles.put("{}",
            tile("Gini coefficient (0 to 1)", html("<strong>{}</strong>", rounded_again(now["gini"].decimal(6), 3)),
                 html("{}", rounded_again(before["gini"].decimal(6), 3))));
  const SummaryNode parts = now["decomposition"];
  return html(R"(<dl class="tiles">
{}</dl>
<p>Revenue is {} customers × {} orders each × {} an order, but for rounding. "Before" is {}.</p>
)",
              tiles, parts["customers"].count(), parts["orders_per_customer"].decimal(),
              context.money(parts["average_order_value"].decimal()), context.earlier());
}

Html lorenz_figure(const ReportContext& context) {
  const SummaryNode now = context.root()["lens1"];
  const SummaryNode before = context.root()["lens1_compare"];
  Lorenz spec{.lines = {}, .across = "Customers, the smallest spenders first", .up = "Share of revenue"};
  Table table(words("Share of revenue of the customers who spend least, of 1"),
              {words("Customers"), words(context.period()), words(context.earlier())});
  std::vector<std::vector<Figure>> shares;
  for (const SummaryNode& lens : {now, before}) {
    shares.emplace_back();
    for (const SummaryNode& share : lens["lorenz"].elements(101)) shares.back().push_back(share.decimal(4));
  }
  const bool has_earlier = before["total_customers"].count().count > 0;
  spec.lines.push_back({context.period(), shares[0], {"main"}});
  if (has_earlier) spec.lines.push_back({context.earlier(), shares[1], {"other"}});
  for (std::size_t i = 0; i <= 100; ++i)
    table.row(html("lowest {}&nbsp;%", i), {html("{}", shares[0][i]), html("{}", shares[1][i])});
  const Figure half = percent_of(shares[0][50], shares[0][100]);
  return figure(
      {"lorenz", html("Half of the customers bring {}&nbsp;% of revenue", rounded_again(half, 1)),
       html(
           "The curve shows how much of revenue the customers bring who spend least: the lower it hangs below the straight line, the more revenue depends on few. "
           "The Gini coefficient says it in one number, 0 for equal and 1 for all revenue from one customer: {} now, {} before.",
           rounded_again(now["gini"].decimal(6), 2), rounded_again(before["gini"].decimal(6), 2)),
       "share of revenue by share of customers"},
      lorenz(std::move(spec)), table);
}

std::string tenth_name(std::size_t i) { return i == 0 ? "1 (top)" : std::to_string(i + 1); }

Html revenue_by_tenth(const ReportContext& context) {
  const SummaryNode lens = context.root()["lens1"];
  const auto groups = lens["equal_customer_groups"].elements(10);
  const Figure revenue = lens["total_revenue"].decimal();
  Columns spec{.bars = {}, .across = "Tenths of customers, top spenders first", .up = context.in_money("Revenue")};
  Table table(
      html("{}", context.in_money("Customers in ten groups of equal size, by what they spent in " + context.period())),
      {words("Tenth"), words("Customers"), words("Revenue"), words("Share of revenue, %"), words("Smallest spend"),
       words("Largest spend")});
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Figure of_group = groups[i]["revenue"].decimal();
    spec.bars.push_back({std::to_string(i + 1),
                         of_group,
                         {i == 0 ? "main" : "plain"},
                         fmt::format("Tenth {}: {}, {} % of revenue", i + 1, context.money_text(of_group),
                                     percent_of(of_group, revenue).exact())});
    table.row(
        words(tenth_name(i)),
        {html("{}", groups[i]["customers"].count()), html("{}", of_group), html("{}", percent_of(of_group, revenue)),
         html("{}", groups[i]["smallest_spend"].decimal()), html("{}", groups[i]["largest_spend"].decimal())});
  }
  const Figure best = groups[0]["customers"].count();
  const Html too_few = html("{} customers are too few for ten groups of equal size", lens["total_customers"].count());
  return figure(
      {"deciles",
       best.count == 0 ? too_few
                       : html("The top tenth of customers brings {}&nbsp;% of revenue",
                              share_of(groups[0]["revenue"].decimal(), revenue)),
       best.count == 0
           ? words("Each bar stands for a tenth of the customers, as far as there are any in it.")
           : html(
                 "Each bar stands for a tenth of the customers, {} in the first. Those spent at least {} each; the last tenth brings {}&nbsp;% of revenue.",
                 best, context.money(groups[0]["smallest_spend"].decimal()),
                 share_of(groups[9]["revenue"].decimal(), revenue)),
       "revenue by tenth of customers"},
      columns(std::move(spec)), table);
}

Html customers_by_tenth(const ReportContext& context) {
  const SummaryNode lens = context.root()["lens1"];
  const auto groups = lens["equal_revenue_groups"].elements(10);
  const Figure customers = lens["total_customers"].count();
  Columns spec{.bars = {}, .across = "Tenths of revenue, top spenders first", .up = "Customers"};
  Table table(html("How many customers each tenth of the revenue of {} comes from", context.period()),
              {words("Tenth of revenue"), words("Customers"), words("Share of customers, %")});
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Figure of_group = groups[i].count();
    spec.bars.push_back({std::to_string(i + 1),
                         of_group,
                         {i == 0 ? "main" : "plain"},
                         fmt::format("Tenth {}: {} customers", i + 1, full(of_group).text)});
    table.row(words(tenth_name(i)), {html("{}", of_group), html("{}", percent_of(of_group, customers))});
  }
  return figure(
      {"equal-revenue",
       html("{} customers bring the first tenth of revenue, {} the last", groups[0].count(), groups[9].count()),
       html("Each bar stands for a tenth of the revenue; its height says from how many of {} customers it comes.",
            customers),
       "customers by tenth of revenue"},
      columns(std::move(spec)), table);
}

}  // namespace

Html lens1_section(const ReportContext& context) {
  const SummaryNode lens = context.root()["lens1"];
  Html section = html(R"(<section id="lens1" aria-labelledby="lens1-heading">
<h2 id="lens1-heading">Lens 1: who buys, and how revenue is concentrated</h2>
<p class="lead">{}. Here a customer is anyone who bought at least once in this period.</p>
)",
                      context.period());
  section.put("{}", headline(context));
  if (lens["total_customers"].count().count == 0)
    return section.put(R"(<p class="nothing-to-show">Nobody bought in {}: there is nothing to draw.</p></section>)",
                       context.period());
  section.put("<div class=\"figures\">{}{}{}{}{}</div></section>\n", revenue_by_tenth(context), lorenz_figure(context),
              customers_by_tenth(context), spread_figures(context), score_figure(context));
  return section;
}

}  // namespace spendlens::report
