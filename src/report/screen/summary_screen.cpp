#include <fmt/core.h>

#include <algorithm>

#include "report/explain/signal_text.hpp"
#include "report/screen/breakdown_screen.hpp"
#include "report/screen/clv_screen.hpp"
#include "report/screen/cohorts_screen.hpp"
#include "report/screen/period_words.hpp"
#include "report/screen/personas_screen.hpp"
#include "report/screen/screen_bars.hpp"
#include "report/screen/segments_screen.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/report/screen_text.hpp"
#include "spendlens/report/summary.hpp"

namespace spendlens::report {

namespace {

constexpr std::size_t kRevenueBarWidth = 20;

std::string money(Minor amount) { return grouped_text(amount, 2); }
std::string percent_text(Hundredths value) { return decimal_text(value) + " %"; }

std::string row(const char* label, const std::string& period, const std::string& compare) {
  return fmt::format("  {:<30}{:>28}{:>28}\n", label, period, compare);
}

std::string title(const ScreenStyle& style, const char* text) {
  return fmt::format("\n{}\n", screen_title(style, text));
}

std::string head(const audit::AuditResult& result, const ScreenStyle& style) {
  const auto& ledger = result.ledger;
  const std::string range =
      ledger.first_day ? date_text(*ledger.first_day) + " to " + date_text(*ledger.last_day) : "no dates";
  const std::string when = screen_text("Customer-base audit as of {}, {}, amounts in {}", date_text(result.reference),
                                       ledger.timezone, currency_text(ledger.currency));
  std::string only;
  for (const std::string& condition : result.where)
    only += screen_text("{}{}", only.empty() ? "; only " : ", ", condition);
  return fmt::format("{}\n  {} transactions of {} customers, {}{}\n", screen_title(style, when),
                     grouped_text(ledger.transactions), grouped_text(ledger.customers), range, only);
}

/// Where one of the periods goes on after as-of: how much of both has been seen.
std::string days_seen(const audit::AuditResult& result) {
  if (is_over(result.period) && is_over(result.compare)) return "";
  const auto text = [](const audit::ObservedPeriod& of) {
    return fmt::format("{} of {}", of.observed().end - of.period.start, of.period.end - of.period.start);
  };
  return row("days seen", text(result.period), text(result.compare));
}

std::string refunds_text(const lenses::SinglePeriodAnalysis& lens) {
  return fmt::format("{} of {}", grouped_text(lens.refund_count), money(lens.refund_total));
}

/// One row for ten tenths, the biggest spenders first.
std::string tenths(const lenses::SinglePeriodAnalysis& lens) {
  std::string text = fmt::format("  {:<30}", "revenue by tenth of customers");
  for (const lenses::SpendGroup& group : lens.equal_customer_groups)
    text += fmt::format("{:>6}", decimal_text(divide_rounded(percent(group.revenue, lens.total_revenue).count, 10), 1));
  return text + "  %\n";
}

std::string lens1(const audit::AuditResult& result, const ScreenStyle& style) {
  const auto& a = result.lens1;
  const auto& b = result.lens1_compare;
  std::string text = title(style, "Lens 1: who buys, and how revenue is concentrated");
  text += fmt::format("  {:<30}{:>28}{:>28}\n", "", days_text(result.period.period), days_text(result.compare.period));
  text += days_seen(result);
  text += row("customers who bought", grouped_text(a.total_customers), grouped_text(b.total_customers));
  text += row("orders", grouped_text(a.total_orders), grouped_text(b.total_orders));
  text += row("revenue", money(a.total_revenue), money(b.total_revenue));
  text += row("orders per customer", decimal_text(a.avg_orders_per_customer), decimal_text(b.avg_orders_per_customer));
  text += row("average order value", money(a.avg_order_value), money(b.avg_order_value));
  text += row("median customer value", money(a.median_customer_value), money(b.median_customer_value));
  text += row("bought once", percent_text(a.one_time_buyer_pct), percent_text(b.one_time_buyer_pct));
  for (const auto& [percentile, part] : a.revenue_concentration)
    text += row(fmt::format("revenue of the top {} %", percentile).c_str(), percent_text(part.share),
                percent_text(b.revenue_concentration.at(percentile).share));
  text += row("Gini coefficient", decimal_text(a.gini_millionths, 6), decimal_text(b.gini_millionths, 6));
  text += row("refunds", refunds_text(a), refunds_text(b));
  return text + tenths(a);
}

std::string lens2(const lenses::PeriodComparison& lens, const ScreenStyle& style) {
  const auto& bridge = lens.bridge;
  const Minor most = std::max(bridge.period1_revenue, bridge.period2_revenue);
  const auto line = [&](const char* label, std::uint64_t customers, const std::string& rate, Minor revenue) {
    const std::string bar = screen_bar(style, revenue, most, kRevenueBarWidth);
    return fmt::format("  {:<20}{:>16}{:>12}{:>24}{}{}\n", label, grouped_text(customers), rate, money(revenue),
                       bar.empty() ? "" : "  ", bar);
  };
  std::string text = title(style, "Lens 2: who stayed, who left, and what it did to revenue");
  text += fmt::format("  {:<20}{:>16}{:>12}{:>24}\n", "", "customers", "rate", "revenue");
  text += line("before", lens.retained + lens.churned, "", bridge.period1_revenue);
  text += line("churned", lens.churned, percent_text(lens.churn_rate), bridge.churned);
  text += line("retained (change)", lens.retained, percent_text(lens.retention_rate), bridge.retained);
  text += line("reactivated", lens.reactivated, percent_text(lens.reactivation_rate), bridge.reactivated);
  text += line("first-time", lens.first_time, "", bridge.first_time);
  text += line("after", lens.retained + lens.new_customers, "", bridge.period2_revenue);
  text += fmt::format("  revenue {} %, average order value {} %, customers {}\n", decimal_text(lens.revenue_change_pct),
                      decimal_text(lens.avg_order_value_change_pct), grouped_text(lens.customer_count_change));
  for (const std::string& warning : lens.warnings) text += "  Warning: " + warning + "\n";
  return text;
}

std::string scores(const audit::AuditResult& result, const ScreenStyle& style) {
  std::string text = title(style, "RFM scores: customers with each score");
  text += "  ";
  text += fmt::format("{:<14}", "");
  for (int score = 1; score <= result.bins; ++score) text += fmt::format("{:>12}", score);
  text += "\n";
  for (std::size_t metric = 0; metric < audit::kMetricNames.size(); ++metric) {
    text += fmt::format("  {:<14}", audit::kMetricNames[metric]);
    for (int score = 1; score <= result.bins; ++score)
      text += fmt::format("{:>12}", grouped_text(result.rfm.customers[metric][static_cast<std::size_t>(score)]));
    text += "\n";
  }
  return text;
}

}  // namespace

std::string summary_screen(const audit::AuditResult& result, const ScreenStyle& style) {
  std::string text = head(result, style) + lens1(result, style) + lens2(result.lens2, style) +
                     cohorts_screen(result, style) + clv_screen(result, style) + scores(result, style) +
                     segments_screen(result, style) + breakdown_screen(result, style) + personas_screen(result, style);
  const auto& [transactions, accounts, liabilities] = result.data_quality;
  text += fmt::format(
      "\nData: {} rows read = {} stored + {} lines folded + {} rejected{}{}\n", grouped_text(transactions.rows_read),
      grouped_text(transactions.rows_stored), grouped_text(transactions.lines_folded),
      grouped_text(transactions.rows_rejected),
      transactions.rows_filtered > 0 ? " + " + grouped_text(transactions.rows_filtered) + " filtered" : "",
      transactions.rows_superseded > 0 ? " + " + grouped_text(transactions.rows_superseded) + " superseded" : "");
  if (accounts.rows_read + liabilities.rows_read > 0)
    text += fmt::format("      accounts: {} read, {} rejected; liabilities: {} read, {} rejected\n",
                        grouped_text(accounts.rows_read), grouped_text(accounts.rows_rejected),
                        grouped_text(liabilities.rows_read), grouped_text(liabilities.rows_rejected));
  if (result.run.shadow_customers > 0)
    text += fmt::format("Shadow: {} customers computed by the reference loops too, without a difference\n",
                        grouped_text(result.run.shadow_customers));
  return text;
}

}  // namespace spendlens::report
