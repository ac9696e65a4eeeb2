#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "report/html_figure.hpp"
#include "report/persona_names.hpp"
#include "report/report_context.hpp"
#include "spendlens/signals/signals.hpp"

namespace spendlens::report {

namespace {

/// One signal over all windows.
struct SignalView {
  std::string name;
  std::string title;
  std::string unit;
  std::string description;
  bool same_in_every_window = false;
};

std::string with_capital(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

std::string spoken(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

SignalView view_of(const ReportContext& context, const std::string& name) {
  const auto signal = signals::parse_signal(name);
  if (!signal) return {name, name, "", "", false};
  const signals::SignalInfo& info = signals::info_of(*signal);
  std::string title = spoken(name);
  for (const std::string_view unit : {" pct", " months", " days"})
    if (title.ends_with(unit)) title.resize(title.size() - unit.size());
  const bool is_money = info.kind == signals::SignalKind::kMoney;
  return {name, with_capital(title), is_money ? context.money_unit() : info.units, with_capital(spoken(info.description)), info.same_in_every_window};
}

struct SignalClass {
  std::optional<Figure> from;
  std::optional<Figure> to;
  Figure customers;
};

std::vector<SignalClass> classes_of(const SummaryNode& distribution) {
  std::vector<SignalClass> classes;
  for (const SummaryNode& node : distribution.elements()) {
    const auto bound = [&node](const char* key) { return node[key].is_null() ? std::nullopt : std::optional(node[key].decimal()); };
    classes.push_back({bound("from"), bound("to"), node["customers"].count()});
    if (classes.size() > 1 && !classes.back().from) node.fail("has no lower bound");
  }
  if (classes.size() < 3) distribution.fail("has fewer than 3 classes");
  return classes;
}

/// Where a value lies among the bars of the classes from `first` on; nothing where it is left of them.
std::optional<double> place_of(double value, const std::vector<SignalClass>& classes, std::size_t first) {
  for (std::size_t i = first; i < classes.size(); ++i) {
    const auto& [from, to, customers] = classes[i];
    if (!from || value < from->value()) continue;
    const auto place = static_cast<double>(i - first);
    if (!to) return value == from->value() ? place : place + 0.5;
    if (value < to->value()) return place + (value - from->value()) / (to->value() - from->value());
  }
  return std::nullopt;
}

/// What a rule or a tier compares a signal with.
struct Limit {
  double value = 0;
  std::string comparison;  ///< of a persona's rule; empty: a tier
  std::string label;
};

double number_of(const SummaryNode& node) {
  const std::string text = node.text();
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || *end != '\0' || !std::isfinite(number)) node.fail("is not a number");
  return number;
}

/// Of the personas in order of priority, then of the tiers of utilization.
std::vector<Limit> limits_of(const ReportContext& context, const std::string& signal) {
  std::vector<Limit> limits;
  if (const auto personas = context.root().find("personas"))
    for (const SummaryNode& persona : (*personas)["registry"].elements())
      for (const SummaryNode& condition : persona["criteria"]["conditions"].elements()) {
        if (condition["signal"].text() != signal) continue;
        const double value = number_of(condition["value"]);
        const std::string comparison = condition["operator"].text();
        limits.push_back({value, comparison, fmt::format("{} {} {}", fitted(persona["name"].text(), 12, 170), sign_of(comparison), short_text(value))});
      }
  const auto tiers = signal == "credit_max_utilization_pct" ? context.root()["signals"].find("utilization_tiers") : std::nullopt;
  if (tiers)
    for (const auto& [tier, node] : tiers->members()) {
      const double value = node.decimal().value();
      limits.push_back({value, "", fmt::format("{} from {}", spoken(tier), short_text(value))});
    }
  return limits;
}

std::string bound_text(const Figure& bound) { return short_text(bound.value()); }

Html class_text(const SignalClass& of) {
  if (!of.from) return html("below {}", trimmed(*of.to));
  if (!of.to) return html("{} and more", trimmed(*of.from));
  return html("{} to below {}", trimmed(*of.from), trimmed(*of.to));
}

/// Whole numbers one by one: 0, 1, ..., n and more. Then a bar is a number and not a stretch.
bool are_single_counts(const SignalView& view, const std::vector<SignalClass>& classes) {
  return view.unit == "count" && classes.front().to && classes.front().to->count == 100 && classes.back().from->count == static_cast<int128>(classes.size() - 1) * 100;
}

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
    return html("{}: {}&nbsp;% of customers {} {}{}", view.title, rounded(percent_of(sum(taken), known), 1), below ? "below" : "at", trimmed(*edge), unit + (below ? "" : " or more"));
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
                      view.unit.empty() || view.unit == "count" || view.unit == "ratio" ? "" : " (" + view.unit + ")", most->customers, rounded(percent_of(most->customers, known), 1), missing),
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
