#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "report/page/figure_html.hpp"
#include "report/page/report_context.hpp"

namespace spendlens::report {

/// What the section on money reads: the longest window of the signals.
struct MoneyView {
  SummaryNode signals;  ///< of all windows
  std::vector<std::string> windows;
  std::string window;
  SummaryNode of;  ///< the signals of that window
  Figure customers;

  [[nodiscard]] SummaryNode signal(const char* name) const { return of[name]; }
  [[nodiscard]] Figure total(const char* name) const { return of[name]["total"].count(); }
  [[nodiscard]] Figure money_total(const char* name) const { return of[name]["total"].decimal(); }
  [[nodiscard]] Figure known(const char* name) const { return difference(customers, of[name]["nulls"].count()); }
  [[nodiscard]] std::optional<SummaryNode> kind(const char* name) const {
    const auto kinds = signals.find("streams_by_kind");
    return kinds ? kinds->find(name) : std::nullopt;
  }
};

/// Nothing where the ledger knows of neither incomes nor balances: a shop's log.
[[nodiscard]] std::optional<MoneyView> money_view(const ReportContext& context);

struct NamedFigure {
  std::string name;
  Figure value;
};

/// Lying bars of numbers, a row each, with the share of all behind them.
[[nodiscard]] Chart bars_with_shares(const std::vector<NamedFigure>& values, const Figure& all, const char* what);

[[nodiscard]] Figure total_of(const std::vector<NamedFigure>& values);

/// Numbers of signals in all windows.
[[nodiscard]] Table counts_table(const MoneyView& view, const Html& caption, std::initializer_list<const char*> names);

/// What is paid in a rhythm; words where nothing is.
[[nodiscard]] Html commitments_figure(const ReportContext& context, const MoneyView& view);
[[nodiscard]] Html subscriptions_figure(const ReportContext& context, const MoneyView& view);

}  // namespace spendlens::report
