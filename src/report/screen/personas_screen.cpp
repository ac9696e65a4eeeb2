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
/// More windows than this beside the main one have no room.
constexpr std::size_t kMaxOtherWindows = 2;
constexpr std::size_t kBarWidth = 12;

std::string share_text(std::uint64_t part, std::uint64_t whole) { return decimal_text(percent(part, whole)) + " %"; }

std::vector<std::size_t> other_windows(const audit::AuditResult& result) {
  std::vector<std::size_t> others;
  for (std::size_t w = 0; w < result.windows.size() && others.size() < kMaxOtherWindows; ++w)
    if (w != audit::main_window(result)) others.push_back(w);
  return others;
}

/// Customers and their share in the main window, those who qualify there and a bar, and the customers of others.
std::string assigned_table(const audit::AuditResult& result, const ScreenStyle& style) {
  const audit::WindowSummary& main = result.windows[audit::main_window(result)];
  const std::vector<std::size_t> others = other_windows(result);
  std::string text = fmt::format("  {:<22}{:>13}{:>10}{:>13}", "", main.window.name(), "", "qualify");
  for (const std::size_t w : others) text += fmt::format("{:>13}", result.windows[w].window.name());
  text += "\n";
  const auto names = personas::persona_names(result.registry);
  const std::uint64_t most = *std::max_element(main.personas.assigned().begin(), main.personas.assigned().end());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool is_persona = i < result.registry.size();
    if (is_persona && i >= kMaxListed) continue;
    const std::uint64_t customers = main.personas.assigned()[i];
    text += fmt::format("  {:<22}{:>13}{:>10}{:>13}", is_persona ? screen_text("{} {}", i + 1, names[i]) : names[i],
                        grouped_text(customers), share_text(customers, main.personas.customers()),
                        is_persona ? grouped_text(main.personas.overlap(i, i)) : "");
    for (const std::size_t w : others)
      text += fmt::format("{:>13}", grouped_text(result.windows[w].personas.assigned()[i]));
    const std::string bar = screen_bar(style, customers, most, kBarWidth);
    text += fmt::format("{}{}\n", bar.empty() ? "" : "  ", bar);
  }
  if (result.registry.size() > kMaxListed)
    text += fmt::format("  and {} more personas\n", result.registry.size() - kMaxListed);
  return text;
}

/// Of the archetype that is recovered worst, the share of its customers who were assigned one and the same persona.
std::string recovery_line(const audit::AuditResult& result) {
  const audit::WindowSummary& window = result.windows[audit::main_window(result)];
  const std::size_t names = result.registry.size() + personas::kNumOthers;
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
  return fmt::format("  archetypes, {}: at least {} % of each one's customers have the same persona{}\n",
                     window.window.name(), decimal_text(least), worst);
}

/// What could not be looked for, in one line.
std::string untestable_line(const audit::AuditResult& result) {
  const std::size_t main = audit::main_window(result);
  std::vector<std::string> ids;
  for (const std::size_t p : audit::untestable_personas(result, main)) ids.push_back(result.registry.personas[p].id);
  if (ids.empty()) return "";
  return screen_text("  cannot be judged here, as what they ask for is known of nobody: {}\n", ids);
}

std::string streams_line(const audit::AuditResult& result) {
  const signals::SignalPartial& signals = result.windows[audit::main_window(result)].signals;
  std::uint64_t with_income = 0;
  std::uint64_t with_reserves = 0;
  if (signals.set() == signals::SignalSet::kBank) {
    with_income = signals.customers() - signals.nulls(place_of(signals::BankSignal::kIncomeMonthly));
    with_reserves = signals.customers() - signals.nulls(place_of(signals::BankSignal::kLiquidBalance));
  } else {
    with_income = static_cast<std::uint64_t>(signals.sum(signals::Signal::kIncomeComplete));
    with_reserves = static_cast<std::uint64_t>(signals.sum(signals::Signal::kSavingsComplete));
  }
  return fmt::format("  {} streams of payments; income known of {} customers, accounts of {}\n",
                     grouped_text(result.streams), grouped_text(with_income), grouped_text(with_reserves));
}

}  // namespace

std::string personas_screen(const audit::AuditResult& result, const ScreenStyle& style) {
  const std::string title = fmt::format("\n{}\n", screen_title(style, "Personas: customers assigned"));
  if (!result.scope.signals) return screen_text("\nNo signals and personas: {}\n", result.scope.why_no_signals);
  std::string text;
  if (result.scope.personas) text = title + assigned_table(result, style) + untestable_line(result);
  if (!result.scope.why_no_personas.empty()) text += screen_text("\nNo personas: {}\n", result.scope.why_no_personas);
  if (text.empty()) text = fmt::format("\n{}\n", screen_title(style, "Signals"));
  if (result.scope.personas && !result.ledger.archetypes.empty()) text += recovery_line(result);
  return text + streams_line(result);
}

}  // namespace spendlens::report
