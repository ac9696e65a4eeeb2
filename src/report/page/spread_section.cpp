#include <fmt/core.h>

#include <array>

#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

namespace {

/// How many bought once, unless hardly anybody did: then the class of most customers, or of the customer in the middle.
Html orders_finding(const SummaryNode& lens) {
  const Figure customers = lens["total_customers"].count();
  const Figure once = lens["one_time_buyers"].count();
  if (once.count * 100 >= customers.count) return html("{}&nbsp;% of customers bought once", share_of(once, customers));
  int128 so_far = 0;
  for (const auto& [orders, node] : lens["order_distribution"].members()) {
    const Figure of = node.count();
    const std::string words = orders == "10+" ? "10 or more" : orders;
    if (of.count * 3 >= customers.count)
      return html("{}&nbsp;% of customers bought {} times", share_of(of, customers), words);
    if ((so_far += of.count) * 2 >= customers.count) return html("The customer in the middle bought {} times", words);
  }
  return words("How often customers bought");
}

Html orders_figure(const ReportContext& context) {
  const SummaryNode lens = context.root()["lens1"];
  const Figure customers = lens["total_customers"].count();
  Columns spec{.bars = {}, .across = "Orders in the period", .up = "Customers"};
  Table table(html("Customers by how many orders they made in {}", context.period()),
              {words("Orders"), words("Customers"), words("Share of customers, %")});
  for (const auto& [orders, node] : lens["order_distribution"].members()) {
    spec.bars.push_back({orders,
                         node.count(),
                         {orders == "1" ? "main" : "plain"},
                         fmt::format("{} orders: {} customers", orders, full(node.count()).text)});
    table.row(words(orders == "10+" ? "10 and more" : orders),
              {html("{}", node.count()), html("{}", percent_of(node.count(), customers))});
  }
  return figure({"orders", orders_finding(lens),
                 html("{} of {} customers made a single order; on average a customer made {} orders.",
                      lens["one_time_buyers"].count(), customers, lens["avg_orders_per_customer"].decimal()),
                 "customers by number of orders"},
                columns(std::move(spec)), table);
}

struct SpendClass {
  double from = 0;
  bool is_zero = false;
  bool is_open = false;
  Figure customers;
  Html text;
};

/// The classes that have customers; where some lie between them, an empty one stands for those.
std::vector<SpendClass> spend_classes(const SummaryNode& lens) {
  std::vector<SpendClass> classes;
  double reached = -1;
  for (const SummaryNode& node : lens["spend_distribution"].elements()) {
    const Figure from = node["from"].decimal();
    const bool is_open = node["to"].is_null();
    const Figure to = is_open ? from : node["to"].decimal();
    if (!classes.empty() && from.value() > reached && reached > 0)
      classes.push_back({reached, false, false, {0, 0, ""}, Html()});
    Html text = is_open                  ? html("{} and more", from)
                : to.count == from.count ? words("nothing")
                                         : html("{} to below {}", from, to);
    classes.push_back({from.value(), !is_open && to.count == from.count, is_open, node["customers"].count(), text});
    reached = to.value();
  }
  return classes;
}

Html spend_figure(const ReportContext& context) {
  const SummaryNode lens = context.root()["lens1"];
  const Figure customers = lens["total_customers"].count();
  Columns spec{.bars = {}, .across = context.in_money("Spent in the period"), .up = "Customers"};
  Table table(html("{}", context.in_money("Customers by what they spent in " + context.period())),
              {words("Spent"), words("Customers"), words("Share of customers, %")});
  const auto classes = spend_classes(lens);
  for (const SpendClass& of : classes) {
    const std::string from = of.is_zero ? "0" : short_text(of.from);
    spec.bars.push_back(
        {from, of.customers, {"plain"}, fmt::format("from {}: {} customers", from, full(of.customers).text)});
    spec.edges.push_back(of.is_open ? from + "+" : from);
    spec.is_open = of.is_open;
    if (!of.text.empty())
      table.row(of.text, {html("{}", of.customers), html("{}", percent_of(of.customers, customers))});
  }
  spec.edges.emplace_back("");
  spec.with_values = false;
  return figure(
      {"spend", html("Half of the customers spent {} or less", context.money(lens["median_customer_value"].decimal())),
       html(
           "Each bar counts the customers who spent from the amount at its left edge to below the next one; the steps grow as 1, 2, 5, 10. The middle customer, "
           "the median, spent {}.",
           context.money(lens["median_customer_value"].decimal())),
       "customers by spend"},
      columns(std::move(spec)), table);
}

}  // namespace

Html spread_figures(const ReportContext& context) {
  return html("{}{}", orders_figure(context), spend_figure(context));
}

}  // namespace spendlens::report
