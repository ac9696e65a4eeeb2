#include "report/page/report_context.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "spendlens/ledger/schema.hpp"
#include "spendlens/signals/window.hpp"

namespace spendlens::report {

namespace {

constexpr std::array<const char*, 12> kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                                 "July",    "August",   "September", "October", "November", "December"};

bool is_first(const CivilDate& date, unsigned month_step) {
  return date.day == 1 && (date.month - 1) % month_step == 0;
}

/// Whether the period is one calendar unit of so many months.
bool is_unit(const CivilDate& start, Day end, unsigned months) {
  if (!is_first(start, months)) return false;
  const unsigned month = start.month + months;
  return day_from_civil(month > 12 ? start.year + 1 : start.year, month > 12 ? month - 12 : month, 1) == end;
}

}  // namespace

std::string window_name(const std::string& key) {
  const auto window = signals::parse_window(key);
  if (!window) return key;
  const char* unit = window->unit == signals::Window::Unit::kDays ? "day" : "month";
  return fmt::format("{} {}{}", window->count, unit, window->count == 1 ? "" : "s");
}

std::string day_name(Day day) {
  const CivilDate date = civil_from_day(day);
  return fmt::format("{} {:.3} {}", date.day, kMonths.at(date.month - 1), date.year);
}

std::string period_name(Period period) {
  const CivilDate start = civil_from_day(period.start);
  if (is_unit(start, period.end, 12)) return std::to_string(start.year);
  if (is_unit(start, period.end, 3)) return fmt::format("Q{} {}", (start.month + 2) / 3, start.year);
  if (is_unit(start, period.end, 1)) return fmt::format("{} {}", kMonths.at(start.month - 1), start.year);
  return fmt::format("{} to {}", day_name(period.start), day_name(period.end - 1));
}

ReportContext::ReportContext(SummaryNode root) : root_(std::move(root)) {
  const SummaryNode periods = root_["periods"];
  const auto name = [&](const char* key) {
    return period_name({periods[key]["start"].date(), periods[key]["end"].date()});
  };
  period_ = name("period");
  earlier_ = name("compare");
  if (const auto first = root_["ledger"].find("first_date"))
    has_history_ = first->date() < periods["compare"]["start"].date();
  currency_ = root_["ledger"]["currency"].text();
  if (currency_ == ledger::kNoCurrency) currency_.clear();
}

std::string ReportContext::in_money(std::string_view title) const {
  return currency_.empty() ? std::string(title) : fmt::format("{}, {}", title, currency_);
}

std::string ReportContext::money_text(const Figure& amount) const {
  return (currency_.empty() ? "" : currency_ + " ") + full(amount).text;
}

Html ReportContext::money(const Shown& amount) const {
  if (currency_.empty()) return html("{}", amount);
  return html(R"(<span class="amount">{} {}</span>)", currency_, amount);
}

std::vector<std::string> ReportContext::windows(const std::optional<SummaryNode>& of) {
  std::vector<std::string> windows;
  if (!of) return windows;
  for (const auto& [key, node] : of->members())
    if (signals::parse_window(key)) windows.push_back(key);
  std::sort(windows.begin(), windows.end(), [](const std::string& a, const std::string& b) {
    return signals::parse_window(a)->longest() < signals::parse_window(b)->longest();
  });
  return windows;
}

const std::string& ReportContext::main_window(const std::vector<std::string>& windows) {
  const auto at = std::find(windows.begin(), windows.end(), "6m");
  return at == windows.end() ? windows.back() : *at;
}

}  // namespace spendlens::report
