#include "report/page/money_view.hpp"

#include <fmt/core.h>

#include "report/page/known_signals.hpp"
#include "report/page/signal_titles.hpp"

namespace spendlens::report {

std::optional<MoneyView> money_view(const ReportContext& context) {
  const auto signals = context.root().find("signals");
  const auto windows = ReportContext::windows(signals);
  const auto definitions = signals ? signals->find("definitions") : std::nullopt;
  if (windows.empty() || !definitions || definitions->text() != "default") return std::nullopt;
  const std::string& window = windows.back();
  const SummaryNode of = (*signals)[window];
  if (of["customers"].count().count == 0) return std::nullopt;
  if (is_known_for_nobody(context, window, "liquid_balance") && is_known_for_nobody(context, window, "income_monthly"))
    return std::nullopt;
  return MoneyView{*signals, windows, window, of["signals"], of["customers"].count()};
}

Chart bars_with_shares(const std::vector<NamedFigure>& values, const Figure& all, const char* what) {
  Rows spec{.rows = {}};
  for (const NamedFigure& of : values)
    spec.rows.push_back({of.name,
                         {{fmt::format("{} %", share_of(of.value, all).text),
                           of.value,
                           {"main"},
                           fmt::format("{}: {}{}", of.name, full(of.value).text, what)}}});
  return rows(std::move(spec));
}

Figure total_of(const std::vector<NamedFigure>& values) {
  std::vector<Figure> figures;
  for (const NamedFigure& of : values) figures.push_back(of.value);
  return sum(figures);
}

Table counts_table(const MoneyView& view, const Html& caption, std::initializer_list<const char*> names) {
  std::vector<Html> heads = {words("Figure")};
  for (const std::string& window : view.windows) heads.push_back(html("last {}", window_name(window)));
  Table table(caption, heads);
  for (const char* name : names) {
    std::vector<Html> cells;
    for (const std::string& window : view.windows) {
      const SummaryNode total = view.signals[window]["signals"][name]["total"];
      cells.push_back(html("{}", total.is_text() ? total.decimal() : total.count()));
    }
    table.row(html("{}", signal_title(name)), cells);
  }
  return table;
}

}  // namespace spendlens::report
