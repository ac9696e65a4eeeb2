#include <fmt/format.h>

#include <algorithm>

#include "report/html_figure.hpp"
#include "report/report_context.hpp"
#include "report/signal_classes.hpp"

namespace spendlens::report {

namespace {

std::string bound_text(const Figure& bound) { return short_text(bound.value()); }

Columns columns_of(const ReportContext& context, const SignalView& view, const std::vector<SignalClass>& classes) {
  Columns spec{.bars = {}, .across = view.unit.empty() || view.unit == "count" ? view.title : view.title + ", " + view.unit, .up = "Customers"};
  const bool single = are_single_counts(view, classes);
  // Hardly a signal can be below 0: an empty first class is left out.
  const std::size_t first = !single && classes.front().customers.count == 0 ? 1 : 0;
  for (std::size_t i = first; i < classes.size(); ++i) {
    const SignalClass& of = classes[i];
    const std::string label = single ? std::to_string(i) + (of.to ? "" : "+") : of.from ? bound_text(*of.from) : "";
    const std::string stretch = single ? label : of.from ? of.to ? label + " to below " + bound_text(*of.to) : label + " and more" : "below " + bound_text(*of.to);
    spec.bars.push_back({label, of.customers, {"plain"}, fmt::format("{}: {} customers", stretch, full(of.customers).text)});
    if (!single) spec.edges.push_back(label);
  }
  if (!single) spec.edges.emplace_back("");
  spec.with_values = false;
  for (const Limit& limit : limits_of(context, view.name))
    if (const auto place = place_of(limit.value, classes, first)) spec.thresholds.push_back({*place, limit.label});
  // From the left: a label then stands above the lines to its right.
  std::stable_sort(spec.thresholds.begin(), spec.thresholds.end(), [](const Threshold& a, const Threshold& b) { return a.place < b.place; });
  return spec;
}

/// The share of customers whom the first rule's threshold takes, where a class begins with it; else the commonest class.
Html finding_of(const ReportContext& context, const SignalView& view, const std::vector<SignalClass>& classes, const Figure& known, const Html& commonest) {
  for (const Limit& limit : limits_of(context, view.name)) {
    const bool below = limit.comparison == "<";
    if (!below && limit.comparison != ">=") continue;
    std::vector<Figure> taken;
    const Figure* edge = nullptr;
    for (const SignalClass& of : classes) {
      if (of.from && of.from->value() == limit.value) edge = &*of.from;
      if (below ? edge == nullptr : edge != nullptr) taken.push_back(of.customers);
    }
    if (edge == nullptr || taken.empty()) continue;
    const std::string unit = view.unit.empty() || view.unit == "count" ? "" : view.unit == "percent" ? "\u00A0%" : " " + view.unit;
    return html("{}: {}&nbsp;% of customers {} {}{}", view.title, share_of(sum(taken), known), below ? "below" : "at", trimmed(*edge), unit + (below ? "" : " or more"));
  }
  return html("{}: most often {}", view.title, commonest);
}

Html signal_figure(const ReportContext& context, const SignalView& view, const std::vector<std::string>& windows, std::size_t number) {
  const SummaryNode all = context.root()["signals"];
  const SummaryNode longest = all[windows.back()];
  const auto classes = classes_of(longest["signals"][view.name]["distribution"]);
  std::vector<std::string> shown = view.same_in_every_window ? std::vector{windows.back()} : windows;
  std::vector<Html> heads = {html("{}", view.unit.empty() ? view.title : view.title + ", " + view.unit)};
  std::vector<std::vector<SignalClass>> by_window;
  for (const std::string& window : shown) {
    heads.push_back(view.same_in_every_window ? words("Customers") : html("Customers, {}", window_name(window)));
    by_window.push_back(classes_of(all[window]["signals"][view.name]["distribution"]));
    if (by_window.back().size() != classes.size()) all[window].fail("has other classes than " + windows.back());
  }
  Table table(html("Customers by {}", view.name), heads);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    std::vector<Html> cells;
    for (const auto& of : by_window) cells.push_back(html("{}", of[i].customers));
    table.row(class_text(classes[i]), cells);
  }
  std::vector<Html> nulls;
  for (const std::string& window : shown) nulls.push_back(html("{}", all[window]["signals"][view.name]["nulls"].count()));
  table.row(words("not known"), nulls);

  const auto most = std::max_element(classes.begin(), classes.end(), [](const SignalClass& a, const SignalClass& b) { return a.customers.count < b.customers.count; });
  const Figure unknown = longest["signals"][view.name]["nulls"].count();
  const Figure known = difference(longest["customers"].count(), unknown);
  const Html missing = unknown.count == 0 ? words("It is known of everybody.") : html("It is not known of {}.", unknown);
  const Html where = are_single_counts(view, classes) ? html("{}{}", most - classes.begin(), most->to ? "" : " and more") : class_text(*most);
  return figure({"signal-" + std::to_string(number), finding_of(context, view, classes, known, where),
                 html("{}{}. The largest class is {}{}, with {} customers or {}&nbsp;% of those of whom it is known. {}", view.description,
                      view.same_in_every_window ? "" : ", in the last " + window_name(windows.back()), where,
                      view.unit.empty() || view.unit == "count" || view.unit == "ratio" ? "" : " (" + view.unit + ")", most->customers, share_of(most->customers, known), missing),
                 view.title + " by class"},
                columns(columns_of(context, view, classes)), table);
}

}  // namespace

Html signals_section(const ReportContext& context) {
  Html section = html(R"(<section id="signals" aria-labelledby="signals-heading">
<h2 id="signals-heading">Signals</h2>
)");
  const auto all = context.root().find("signals");
  const auto windows = ReportContext::windows(all);
  if (windows.empty()) return section.put(R"(<p class="nothing-to-show">This result has no signals.</p></section>)");
  section.put(R"(<p class="lead">What is computed of each customer, up to {}. Dashed lines are the thresholds of personas and tiers.</p>
<div class="figures">)",
              day_name(context.root()["periods"]["as_of"].date()));
  const SummaryNode longest = (*all)[windows.back()];
  const Figure customers = longest["customers"].count();
  Html unknown;
  std::size_t number = 0;
  for (const auto& [name, node] : longest["signals"].members()) {
    if (!node.find("distribution")) continue;
    const SignalView view = view_of(context, name);
    if (node["nulls"].count().count == customers.count) unknown.put("{}{}", unknown.empty() ? "" : ", ", Name{view.title});
    else section.put("{}", signal_figure(context, view, windows, ++number));
  }
  section.put("</div>");
  if (!unknown.empty()) section.put(R"(<p class="nothing-to-show">Not drawn, because they are known of nobody: {}. The ledger lacks what they are computed from.</p>)", unknown);
  return section.put("</section>\n");
}

}  // namespace spendlens::report
