#include "report/personas_screen.hpp"

#include <fmt/format.h>

#include "spendlens/core/money.hpp"

namespace spendlens::report {

namespace {

/// More personas than this have no overlap matrix on the screen; summary.json has it.
constexpr std::size_t kMatrixPersonas = 8;

std::string share_text(std::uint64_t part, std::uint64_t whole) { return decimal_text(percent(part, whole)) + " %"; }

std::string assigned_table(const audit::AuditResult& result) {
  std::string text = fmt::format("  {:<24}", "");
  for (const audit::WindowSummary& window : result.windows) text += fmt::format("{:>26}", fmt::format("last {} days", window.days));
  text += "\n";
  const auto names = personas::persona_names(result.registry);
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += fmt::format("  {:<24}", i < result.registry.size() ? fmt::format("{} {}", i + 1, names[i]) : names[i]);
    for (const audit::WindowSummary& window : result.windows) {
      const std::uint64_t customers = window.personas.assigned()[i];
      text += fmt::format("{:>16}{:>10}", grouped_text(customers), share_text(customers, window.personas.customers()));
    }
    text += "\n";
  }
  return text;
}

/// Who qualifies for both of two, in the longest window; on the diagonal who qualifies at all.
std::string overlap_matrix(const audit::AuditResult& result) {
  const audit::WindowSummary& window = result.windows.back();
  const std::size_t personas = result.registry.size();
  std::string text = fmt::format("  {:<24}", fmt::format("qualify for both, {} d", window.days));
  for (std::size_t j = 0; j < personas; ++j) text += fmt::format("{:>13}", j + 1);
  text += "\n";
  for (std::size_t i = 0; i < personas; ++i) {
    text += fmt::format("  {:<24}", fmt::format("{} {}", i + 1, result.registry.personas[i].id));
    for (std::size_t j = 0; j < personas; ++j) text += fmt::format("{:>13}", j < i ? std::string() : grouped_text(window.personas.overlap(i, j)));
    text += "\n";
  }
  return text;
}

/// Archetypes of a generated ledger against the personas that their customers were assigned, columns numbered as above.
std::string recovery_matrix(const audit::AuditResult& result) {
  const audit::WindowSummary& window = result.windows.back();
  const std::size_t names = result.registry.size() + 2;
  std::string text = fmt::format("  {:<24}", fmt::format("archetype, {} d", window.days));
  for (std::size_t i = 0; i < names; ++i)
    text += fmt::format("{:>11}", i == result.registry.unclassified() ? "unclassif." : i == result.registry.not_assessed() ? "not assess." : fmt::to_string(i + 1));
  text += "\n";
  for (std::size_t a = 0; a < result.ledger.archetypes.size(); ++a) {
    text += fmt::format("  {:<24}", result.ledger.archetypes[a]);
    for (std::size_t i = 0; i < names; ++i) text += fmt::format("{:>11}", grouped_text(window.recovery[a * names + i]));
    text += "\n";
  }
  return text;
}

}  // namespace

std::string personas_screen(const audit::AuditResult& result) {
  std::string text = "\nPersonas: customers assigned\n" + assigned_table(result);
  if (result.registry.size() <= kMatrixPersonas) text += overlap_matrix(result);
  if (!result.ledger.archetypes.empty() && result.registry.size() <= kMatrixPersonas) text += recovery_matrix(result);
  const signals::SignalPartial& signals = result.windows.back().signals;
  using signals::Signal;
  text += fmt::format("  {} subscriptions detected; income known of {} customers, accounts of {}\n", grouped_text(result.subscriptions),
                      grouped_text(signals.sum(Signal::kIncomeComplete)), grouped_text(signals.sum(Signal::kSavingsComplete)));
  return text;
}

}  // namespace spendlens::report
