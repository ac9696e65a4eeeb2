#include "report/screen/personas_screen.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "report/screen/screen_bars.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/report/screen_text.hpp"

namespace spendlens::report {

namespace {

/// More personas than this are not listed; summary.json and the report have them.
constexpr std::size_t kMaxListed = 12;
constexpr std::size_t kBarWidth = 14;

std::string share_text(std::uint64_t part, std::uint64_t whole) { return decimal_text(percent(part, whole)) + " %"; }

/// Customers of each window, those who qualify in the longest one, and a bar of those assigned there.
std::string assigned_table(const audit::AuditResult& result, const ScreenStyle& style) {
  const personas::PersonaPartial& longest = result.windows.back().personas;
  std::string text = fmt::format("  {:<22}", "");
  for (const audit::WindowSummary& window : result.windows)
    text += fmt::format("{:>23}", fmt::format("{} days", window.days));
  text += fmt::format("{:>14}\n", "qualify");
  const auto names = personas::persona_names(result.registry);
  const std::uint64_t most = *std::max_element(longest.assigned().begin(), longest.assigned().end());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool is_persona = i < result.registry.size();
    if (is_persona && i >= kMaxListed) continue;
    text += fmt::format("  {:<22}", is_persona ? screen_text("{} {}", i + 1, names[i]) : names[i]);
    for (const audit::WindowSummary& window : result.windows) {
      const std::uint64_t customers = window.personas.assigned()[i];
      text += fmt::format("{:>13}{:>10}", grouped_text(customers), share_text(customers, window.personas.customers()));
    }
    const std::string bar = screen_bar(style, longest.assigned()[i], most, kBarWidth);
    text += fmt::format("{:>14}{}{}\n", is_persona ? grouped_text(longest.overlap(i, i)) : "", bar.empty() ? "" : "  ",
                        bar);
  }
  if (result.registry.size() > kMaxListed)
    text += fmt::format("  and {} more personas\n", result.registry.size() - kMaxListed);
  return text;
}

/// Of the archetype that is recovered worst, the share of its customers who were assigned one and the same persona.
std::string recovery_line(const audit::AuditResult& result) {
  const audit::WindowSummary& window = result.windows.back();
  const std::size_t names = result.registry.size() + 2;
  Hundredths least{10'000};
  std::size_t hardest = 0;
  for (std::size_t a = 0; a < result.ledger.archetypes.size(); ++a) {
    std::uint64_t all = 0;
    std::uint64_t most = 0;
    for (std::size_t i = 0; i < names; ++i) {
      all += window.recovery[a * names + i];
      most = std::max(most, window.recovery[a * names + i]);
    }
    if (all == 0 || percent(most, all).count >= least.count) continue;
    least = percent(most, all);
    hardest = a;
  }
  const std::string worst = least.count < 10'000 ? screen_text(", least of {}", result.ledger.archetypes[hardest]) : "";
  return fmt::format("  archetypes, {} days: at least {} % of each one's customers have the same persona{}\n",
                     window.days, decimal_text(least), worst);
}

}  // namespace

std::string personas_screen(const audit::AuditResult& result, const ScreenStyle& style) {
  std::string text =
      fmt::format("\n{}\n{}", screen_title(style, "Personas: customers assigned"), assigned_table(result, style));
  if (!result.ledger.archetypes.empty()) text += recovery_line(result);
  const signals::SignalPartial& signals = result.windows.back().signals;
  using signals::Signal;
  text += fmt::format("  {} subscriptions detected; income known of {} customers, accounts of {}\n",
                      grouped_text(result.subscriptions), grouped_text(signals.sum(Signal::kIncomeComplete)),
                      grouped_text(signals.sum(Signal::kSavingsComplete)));
  return text;
}

}  // namespace spendlens::report
