#include "report/screen/segments_screen.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "report/screen/screen_bars.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/report/screen_text.hpp"

namespace spendlens::report {

namespace {

/// More segments than this are not listed; summary.json and the report have them.
constexpr std::size_t kMaxSegmentsListed = 16;
constexpr std::size_t kSegmentBarWidth = 12;

Minor all_revenue(std::span<const personas::SegmentSum> sums) {
  int128 revenue = 0;
  for (const personas::SegmentSum& sum : sums) revenue += sum.revenue;
  return narrow(revenue, "revenue");
}

std::string segment_line(const std::string& name, const personas::SegmentSum& now, std::uint64_t before,
                         const std::string& share) {
  return fmt::format("  {:<22}{:>13}{:>24}{:>10}{:>13}", name, grouped_text(now.customers),
                     grouped_text(narrow(now.revenue, "revenue"), 2), share, grouped_text(before));
}

std::string not_judged_line(const audit::AuditResult& result) {
  std::vector<std::string> ids;
  for (const std::size_t s : audit::untestable_segments(result)) ids.push_back(result.segments.personas[s].id);
  return ids.empty() ? "" : screen_text("  cannot be judged here, as no model of value was fitted: {}\n", ids);
}

}  // namespace

std::string segments_screen(const audit::AuditResult& result, const ScreenStyle& style) {
  const std::size_t listed = std::min(result.segments.size(), kMaxSegmentsListed);
  if (listed == 0) return "";
  const auto now = result.segment_figures.later();
  const auto before = result.segment_figures.earlier();
  const Minor revenue = all_revenue(now);
  const std::vector<std::string> names = personas::persona_names(result.segments);
  std::string text = fmt::format("\n{}\n", screen_title(style, "Segments: customers and what they spent"));
  text += fmt::format("  {:<22}{:>13}{:>24}{:>10}{:>13}\n", "", "customers", "revenue", "", "before");
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool is_segment = i < result.segments.size();
    if (is_segment && i >= listed) continue;
    if (now[i].customers + before[i].customers == 0) continue;  // nobody is, or was
    const std::string share =
        i == result.segments.not_assessed() ? "" : decimal_text(percent(now[i].revenue, revenue)) + " %";
    text +=
        segment_line(is_segment ? screen_text("{} {}", i + 1, names[i]) : names[i], now[i], before[i].customers, share);
    const std::string bar = screen_bar(style, now[i].revenue, revenue, kSegmentBarWidth);
    text += fmt::format("{}{}\n", bar.empty() ? "" : "  ", bar);
  }
  if (result.segments.size() > listed) text += fmt::format("  and {} more segments\n", result.segments.size() - listed);
  return text + not_judged_line(result);
}

}  // namespace spendlens::report
