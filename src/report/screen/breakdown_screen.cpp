#include "report/screen/breakdown_screen.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "report/screen/screen_bars.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/report/screen_text.hpp"

namespace spendlens::report {

namespace {

/// More parts than this are not listed; summary.json and the report have them.
constexpr std::size_t kMaxPartsListed = 8;

std::string part_line(const audit::BasePart& part, Minor revenue) {
  return fmt::format("  {:<22}{:>13}{:>24}{:>10}{:>11}{:>11}\n", screen_text("{}", part.value),
                     grouped_text(part.lens1.total_customers), grouped_text(part.lens1.total_revenue, 2),
                     decimal_text(percent(part.lens1.total_revenue, revenue)) + " %",
                     decimal_text(part.lens2.revenue_change_pct) + " %",
                     decimal_text(part.lens2.retention_rate) + " %");
}

}  // namespace

std::string breakdown_screen(const audit::AuditResult& result, const ScreenStyle& style) {
  if (!result.by) return "";
  const std::vector<audit::BasePart>& parts = result.by->parts;
  std::string text = fmt::format(
      "\n{}\n", screen_title(style, screen_text("By {}: customers who bought, and what they spent", result.by->name)));
  text += fmt::format("  {:<22}{:>13}{:>24}{:>10}{:>11}{:>11}\n", "", "customers", "revenue", "", "change", "retained");
  const std::size_t listed = std::min(parts.size(), kMaxPartsListed);
  for (std::size_t i = 0; i < listed; ++i) text += part_line(parts[i], result.lens1.total_revenue);
  if (parts.size() > listed) text += fmt::format("  and {} more, in summary.json\n", parts.size() - listed);
  return text;
}

}  // namespace spendlens::report
