#include "spendlens/report/plan.hpp"

#include <fmt/core.h>

#include <array>

#include "spendlens/core/calendar.hpp"

namespace spendlens::report {

namespace {

std::string size_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  return fmt::format("{:.{}f} {}", value, unit == 0 ? 0 : 1, kUnits[unit]);
}

std::string line(const char* label, const std::string& text) { return fmt::format("  {:<20}{}\n", label, text); }

}  // namespace

std::string plan_screen(const audit::AuditPlan& plan) {
  const std::string others =
      plan.other_dates == 0 ? ""
                            : fmt::format(" and of {} more date{}", plan.other_dates, plan.other_dates == 1 ? "" : "s");
  std::string text = fmt::format("Plan of a customer-base audit as of {}{}; nothing was run, nothing written\n",
                                 date_text(plan.reference), others);
  text += line("period",
               fmt::format("{}, compared with {}", period_text(plan.period.period), period_text(plan.compare.period)));
  text +=
      line("ledger", fmt::format("{} transactions of {}{} customers in {} segment{}", grouped_text(plan.transactions),
                                 plan.customers_are_exact ? "" : "about ", grouped_text(plan.customers),
                                 grouped_text(plan.segments), plan.segments == 1 ? "" : "s"));
  if (plan.segments_passed_over > 0)
    text += line("", fmt::format("{} of them hold no row that matters and are passed over",
                                 grouped_text(plan.segments_passed_over)));
  text += line("reads", fmt::format("{}: {} rows", size_text(plan.bytes_read), grouped_text(plan.rows)));
  text += line("writes", fmt::format("{}, and the streams found", size_text(plan.bytes_written)));
  text += line("checkpoints",
               fmt::format("at most {}, while it runs, beside the temporary result", size_text(plan.checkpoint_bytes)));
  text +=
      line("suits", plan.most_ranks == 1 ? std::string("1 rank: it has less to do than starting another takes")
                                         : fmt::format("1 to {} ranks: more have less to do than starting them takes",
                                                       grouped_text(plan.most_ranks)));
  text += fmt::format("\n  {:>10}{:>20}{:>20}\n", "ranks", "rows a rank", "memory a rank");
  for (const audit::AuditPlan::Share& share : plan.shares)
    text += fmt::format("  {:>10}{:>20}{:>20}\n", grouped_text(share.ranks), grouped_text(share.rows),
                        size_text(share.memory_bytes));
  return text;
}

}  // namespace spendlens::report
