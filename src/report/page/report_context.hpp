#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/html/html.hpp"
#include "report/page/summary_node.hpp"

namespace spendlens::report {

/// What one window of personas or signals is called: "6m" is "6 months", "30d" is "30 days".
[[nodiscard]] std::string window_name(const std::string& key);

/// A period as people say it: "2025", "Q3 2011", "July 2025", else "2 Jul 2023 to 30 Jun 2024".
[[nodiscard]] std::string period_name(Period period);
/// "30 Jun 2024"
[[nodiscard]] std::string day_name(Day day);

/// What every section of the report needs.
class ReportContext {
 public:
  /// Throws InputError where summary.json lacks it.
  explicit ReportContext(SummaryNode root);

  [[nodiscard]] const SummaryNode& root() const { return root_; }
  [[nodiscard]] const std::string& period() const { return period_; }    ///< period_name of the period
  [[nodiscard]] const std::string& earlier() const { return earlier_; }  ///< of the one compared with

  /// Whether the ledger begins before the earlier period. If not, nobody can be known to have bought before it: nobody
  /// can be reactivated, and who is first-time may have bought then.
  [[nodiscard]] bool has_history() const { return has_history_; }

  /// A unit of money: "GBP", or nothing where no currency is stated.
  [[nodiscard]] const std::string& money_unit() const { return currency_; }
  /// A title of amounts with their unit: "Revenue, GBP", or "Revenue".
  [[nodiscard]] std::string in_money(std::string_view title) const;
  /// "GBP 12.3 million": the currency stays with its amount.
  [[nodiscard]] Html money(const Shown& amount) const;
  /// The same as a text, all digits.
  [[nodiscard]] std::string money_text(const Figure& amount) const;
  [[nodiscard]] Html money(const Figure& amount) const { return money(full(amount)); }

  /// The windows of personas or signals ("1m", "6m"), the longest last; none where there are none.
  [[nodiscard]] static std::vector<std::string> windows(const std::optional<SummaryNode>& of);
  /// The one that is told first: 6 months, or else the longest. Precondition: there are windows.
  [[nodiscard]] static const std::string& main_window(const std::vector<std::string>& windows);

 private:
  SummaryNode root_;
  std::string period_;
  std::string earlier_;
  bool has_history_ = true;
  std::string currency_;  ///< empty: none is stated
};

/// The sections, in the order of the page. Each is a <section> with a heading of its own.
[[nodiscard]] Html brief_section(const ReportContext& context);
[[nodiscard]] Html lens1_section(const ReportContext& context);
[[nodiscard]] Html lens2_section(const ReportContext& context);
[[nodiscard]] Html segments_section(const ReportContext& context);
/// Empty where the audit was not asked for parts of the base.
[[nodiscard]] Html parts_section(const ReportContext& context);
/// Empty where the audit did not say what customers will be worth.
[[nodiscard]] Html value_section(const ReportContext& context);
/// Empty where the ledger knows of neither incomes nor balances.
[[nodiscard]] Html money_section(const ReportContext& context);
[[nodiscard]] Html personas_section(const ReportContext& context);
[[nodiscard]] Html signals_section(const ReportContext& context);
/// What became other since an earlier result; empty where none was given: summary.json with diff.json as `changes`.
[[nodiscard]] Html changes_section(const ReportContext& context);
[[nodiscard]] Html quality_section(const ReportContext& context);
[[nodiscard]] Html run_section(const ReportContext& context);

/// The segment that spent most in the period, of all customers in segments.
struct ValuableSegment {
  std::string name;  ///< as data says; untrusted
  Figure customers;
  Figure all_customers;
  Figure revenue;
  Figure all_revenue;
};
/// Nothing without segments, or where nobody is in one.
[[nodiscard]] std::optional<ValuableSegment> most_valuable_segment(const ReportContext& context);

/// The rules of personas or segments, of summary.json's key of that name; `entry` is "persona" or "segment".
[[nodiscard]] Html registry_table(const SummaryNode& of, std::string_view entry);

/// Parts of Lens 1 and of Lens 2 that have a file of their own.
[[nodiscard]] Html spread_figures(const ReportContext& context);
[[nodiscard]] Html score_figure(const ReportContext& context);
[[nodiscard]] Html moves_figure(const ReportContext& context);
[[nodiscard]] Html overlap_figure(const ReportContext& context);
[[nodiscard]] Html archetype_figure(const ReportContext& context);

}  // namespace spendlens::report
