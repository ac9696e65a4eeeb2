#include "report/page/signal_classes.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "report/chart/svg.hpp"
#include "report/page/figure_html.hpp"
#include "report/page/persona_names.hpp"
#include "report/page/signal_titles.hpp"
#include "spendlens/core/decimal.hpp"
#include "spendlens/signals/catalogue.hpp"

namespace spendlens::report {

namespace {

std::string with_capital(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

}  // namespace

SignalView view_of(const ReportContext& context, const std::string& name) {
  const auto definitions = context.root()["signals"].find("definitions");
  const bool is_earlier = definitions && definitions->text() == "spendsense";
  const signals::SignalCatalogue& catalogue =
      signals::catalogue_of(is_earlier ? signals::SignalSet::kSpendsense : signals::SignalSet::kBank);
  const auto signal = catalogue.find(name);
  if (!signal) return {name, name, "", "", false};
  const signals::SignalInfo& info = catalogue[*signal];
  const bool is_money = info.kind == signals::SignalKind::kMoney || std::string_view(info.units) == "major units";
  return {name, signal_title(name), is_money ? context.money_unit() : info.units,
          with_capital(spoken(info.description)), info.same_in_every_window};
}

std::vector<SignalClass> classes_of(const SummaryNode& distribution) {
  std::vector<SignalClass> classes;
  for (const SummaryNode& node : distribution.elements()) {
    const auto bound = [&node](const char* key) {
      return node[key].is_null() ? std::nullopt : std::optional(node[key].decimal());
    };
    classes.push_back({bound("from"), bound("to"), node["customers"].count()});
    if (classes.size() > 1 && !classes.back().from) node.fail("has no lower bound");
  }
  if (classes.size() < 3) distribution.fail("has fewer than 3 classes");
  return classes;
}

Html class_text(const SignalClass& of) {
  if (!of.from) return html("below {}", trimmed(*of.to));
  if (!of.to) return html("{} and more", trimmed(*of.from));
  return html("{} to below {}", trimmed(*of.from), trimmed(*of.to));
}

bool are_single_counts(const SignalView& view, const std::vector<SignalClass>& classes) {
  return view.unit == "count" && classes.front().to && classes.front().to->count == 100 &&
         classes.back().from->count == static_cast<int128>(classes.size() - 1) * 100;
}

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

std::vector<Limit> limits_of(const ReportContext& context, const std::string& signal) {
  std::vector<Limit> limits;
  if (const auto personas = context.root().find("personas"))
    for (const SummaryNode& persona : (*personas)["registry"].elements())
      for (const SummaryNode& condition : persona["criteria"]["conditions"].elements()) {
        const std::string comparison = condition["operator"].text();
        if (condition["signal"].text() != signal || comparison == "in") continue;
        const std::optional<double> number = parse_double(condition["value"].text());
        if (!number) condition["value"].fail("is not a number");
        const double value = *number;
        limits.push_back(
            {value, comparison,
             fmt::format("{} {} {}", fitted(persona["name"].text(), 12, 170), sign_of(comparison), short_text(value))});
      }
  const auto tiers =
      signal == "credit_max_utilization_pct" ? context.root()["signals"].find("utilization_tiers") : std::nullopt;
  if (tiers)
    for (const auto& [tier, node] : tiers->members()) {
      const double value = node.decimal().value();
      limits.push_back({value, "", fmt::format("{} from {}", spoken(tier), short_text(value))});
    }
  return limits;
}

}  // namespace spendlens::report
