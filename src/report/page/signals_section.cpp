#include <fmt/core.h>

#include <algorithm>

#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"
#include "report/page/signal_classes.hpp"
#include "report/page/signal_titles.hpp"

namespace spendlens::report {

namespace {

std::string bound_text(const Figure& bound) { return short_text(bound.value()); }

std::string axis_title(const SignalView& view) {
  return view.unit.empty() || view.unit == "count" ? view.title
                                                   : view.title + ", " + (view.unit == "percent" ? "%" : view.unit);
}

Columns columns_of(const ReportContext& context, const SignalView& view, const std::vector<SignalClass>& classes) {
  Columns spec{.bars = {}, .across = axis_title(view), .up = "Customers"};
  const bool single = are_single_counts(view, classes);
  // Hardly a signal can be below 0: an empty first class is left out.
  const std::size_t first = !single && classes.front().customers.count == 0 ? 1 : 0;
  for (std::size_t i = first; i < classes.size(); ++i) {
    const SignalClass& of = classes[i];
    const std::string label = single ? std::to_string(i) + (of.to ? "" : "+") : of.from ? bound_text(*of.from) : "";
    const std::string stretch = single    ? label
                                : of.from ? of.to ? label + " to below " + bound_text(*of.to) : label + " and more"
                                          : "below " + bound_text(*of.to);
    spec.bars.push_back(
        {label, of.customers, {"plain"}, fmt::format("{}: {} customers", stretch, full(of.customers).text)});
    if (!single) spec.edges.push_back(of.to || label.empty() ? label : label + "+");
  }
  if (!single) spec.edges.emplace_back("");
  spec.with_values = false;
  spec.is_open = !classes.back().to;
  for (const Limit& limit : limits_of(context, view.name))
    if (const auto place = place_of(limit.value, classes, first)) spec.thresholds.push_back({*place, limit.label});
  // From the left: a label then stands above the lines to its right.
  std::stable_sort(spec.thresholds.begin(), spec.thresholds.end(),
                   [](const Threshold& a, const Threshold& b) { return a.place < b.place; });
  return spec;
}

/// What is said of one signal: of whom, and in which unit.
struct Telling {
  const SignalView& view;
  const std::vector<SignalClass>& classes;
  Figure known;  ///< customers for whom it is
  Figure unknown;

  /// "customers", or those of them for whom the signal is known.
  [[nodiscard]] const char* customers() const {
    return unknown.count == 0 ? "customers" : "customers for whom it is known";
  }
  [[nodiscard]] std::string unit() const {
    return view.unit.empty() || view.unit == "count" || view.unit == "ratio" ? ""
           : view.unit == "percent"                                          ? "\u00A0%"
                                                                             : " " + view.unit;
  }
  [[nodiscard]] Html where(const SignalClass& of) const {
    if (!are_single_counts(view, classes))
      return of.to ? html("{}{}", class_text(of), unit()) : html("{}{} or more", trimmed(*of.from), unit());
    return html("{}{}", &of - classes.data(), of.to ? "" : " or more");
  }
};

/// The share of customers whom the first rule's threshold takes, where a class begins with it; nothing where it takes
/// hardly anybody or hardly anybody not.
Html threshold_finding(const ReportContext& context, const Telling& of) {
  for (const Limit& limit : limits_of(context, of.view.name)) {
    const bool below = limit.comparison == "<";
    if (!below && limit.comparison != ">=") continue;
    std::vector<Figure> taken;
    const Figure* edge = nullptr;
    for (const SignalClass& one : of.classes) {
      if (one.from && one.from->value() == limit.value) edge = &*one.from;
      if (below ? edge == nullptr : edge != nullptr) taken.push_back(one.customers);
    }
    if (edge == nullptr || taken.empty()) continue;
    const Figure all = sum(taken);
    if (all.count * 100 < of.known.count || all.count * 100 > of.known.count * 99) continue;
    return html("{}: {}&nbsp;% of {} are {} {}{}{}", of.view.title, share_of(all, of.known), of.customers(),
                below ? "below" : "at", trimmed(*edge), of.unit(), below ? "" : " or more");
  }
  return {};
}

/// The class of the customer in the middle, of those for whom the signal is known.
const SignalClass& middle_class(const Telling& of) {
  int128 so_far = 0;
  for (const SignalClass& one : of.classes)
    if ((so_far += one.customers.count) * 2 >= of.known.count) return one;
  return of.classes.back();
}

/// The largest class, unless another is nearly as large.
const SignalClass* commonest_class(const Telling& of) {
  const SignalClass* largest = nullptr;
  int128 second = 0;
  for (const SignalClass& one : of.classes) {
    if (largest == nullptr || one.customers.count > largest->customers.count) {
      if (largest != nullptr) second = largest->customers.count;
      largest = &one;
    } else
      second = std::max(second, one.customers.count);
  }
  return largest != nullptr && largest->customers.count * 5 >= second * 6 ? largest : nullptr;
}

/// "the middle customer is at 5 to below 6 months"
Html middle_text(const Telling& of) {
  return html("the middle customer{} {} {}", of.unknown.count == 0 ? "" : ", of those for whom it is known,",
              are_single_counts(of.view, of.classes) ? "has"
              : middle_class(of).from                ? "is at"
                                                     : "is",
              of.where(middle_class(of)));
}

struct SignalText {
  Html finding;
  Html reading;
};

SignalText text_of(const ReportContext& context, const Telling& of, const std::string& window) {
  const SignalClass* commonest = commonest_class(of);
  const Html largest = commonest == nullptr
                           ? Html()
                           : html(" The largest class is {}, with {} customers or {}&nbsp;% of {}.",
                                  of.where(*commonest), commonest->customers, share_of(commonest->customers, of.known),
                                  of.unknown.count == 0 ? "all" : "those for whom it is known");
  const Html missing = of.unknown.count == 0 ? Html() : html(" It is not known for {} customers.", of.unknown);
  Html finding = threshold_finding(context, of);
  if (finding.empty() && commonest != nullptr && commonest->customers.count * 3 >= of.known.count)
    finding = html("{}: {}&nbsp;% of {} {} {}", of.view.title, share_of(commonest->customers, of.known), of.customers(),
                   are_single_counts(of.view, of.classes) ? "have"
                   : commonest->from                      ? "are at"
                                                          : "are",
                   of.where(*commonest));
  const bool says_middle = finding.empty();
  if (says_middle) finding = html("{}: {}", of.view.title, middle_text(of));
  // Once is enough, and the largest class mostly has the middle one too.
  const Html middle =
      says_middle || commonest == &middle_class(of) ? Html() : html(" In order of their values {}.", middle_text(of));
  return {finding,
          html("{}{}.{}{}{}", of.view.description,
               of.view.same_in_every_window ? "" : ", in the last " + window_name(window), largest, middle, missing)};
}

Html signal_figure(const ReportContext& context, const SignalView& view, const std::vector<std::string>& windows,
                   std::size_t number) {
  const SummaryNode all = context.root()["signals"];
  const SummaryNode longest = all[ReportContext::main_window(windows)];
  const auto classes = classes_of(longest["signals"][view.name]["distribution"]);
  std::vector<std::string> shown =
      view.same_in_every_window ? std::vector{ReportContext::main_window(windows)} : windows;
  std::vector<Html> heads = {html("{}", axis_title(view))};
  std::vector<std::vector<SignalClass>> by_window;
  for (const std::string& window : shown) {
    heads.push_back(view.same_in_every_window ? words("Customers") : html("Customers, {}", window_name(window)));
    by_window.push_back(classes_of(all[window]["signals"][view.name]["distribution"]));
    if (by_window.back().size() != classes.size())
      all[window].fail("has other classes than " + ReportContext::main_window(windows));
  }
  Table table(html("Customers by {} <span class=\"code\">{}</span>", signal_words(view.name), view.name), heads);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    std::vector<Html> cells;
    for (const auto& of : by_window) cells.push_back(html("{}", of[i].customers));
    table.row(class_text(classes[i]), cells);
  }
  std::vector<Html> nulls;
  for (const std::string& window : shown)
    nulls.push_back(html("{}", all[window]["signals"][view.name]["nulls"].count()));
  table.row(words("not known"), nulls);

  const Figure unknown = longest["signals"][view.name]["nulls"].count();
  const Telling of{view, classes, difference(longest["customers"].count(), unknown), unknown};
  const SignalText text = text_of(context, of, ReportContext::main_window(windows));
  return figure({"signal-" + std::to_string(number), text.finding, text.reading, view.title + " by class"},
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
  section.put(
      R"(<p class="lead">What is computed of each customer, up to {}. Dashed lines are the thresholds of personas and tiers.</p>
<div class="figures">)",
      day_name(context.root()["periods"]["as_of"].date()));
  const SummaryNode longest = (*all)[ReportContext::main_window(windows)];
  const Figure customers = longest["customers"].count();
  Html unknown;
  std::size_t number = 0;
  for (const auto& [name, node] : longest["signals"].members()) {
    if (!node.find("distribution")) continue;
    const SignalView view = view_of(context, name);
    if (node["nulls"].count().count == customers.count)
      unknown.put("{}{}", unknown.empty() ? "" : ", ", Name{view.title});
    else
      section.put("{}", signal_figure(context, view, windows, ++number));
  }
  section.put("</div>");
  if (!unknown.empty())
    section.put(
        R"(<p class="nothing-to-show">Not drawn, because they are known for nobody: {}. The ledger lacks what they are computed from.</p>)",
        unknown);
  return section.put("</section>\n");
}

}  // namespace spendlens::report
