#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "spendlens/core/accounts.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/signals/profile.hpp"

namespace spendlens::signals {

namespace {

constexpr std::int64_t kMaxRulePct = 100'000'000;

void require_rule(bool holds, const std::string& what) {
  if (!holds) throw UsageError(what);
}

template <class T>
void check_range(std::string_view key, T value, T lowest, T highest) {
  require_rule(value >= lowest && value <= highest,
               fmt::format("{} is {}, not within {} to {}", key, value, lowest, highest));
}

void check_windows(const BankRules& rules) {
  const auto& windows = rules.windows;
  require_rule(!windows.empty() && windows.size() <= kMaxWindows, fmt::format("windows: 1 to {} of them", kMaxWindows));
  for (const Window& window : windows) {
    check_range<Day>("a window's count", window.count, 1, kMaxProfileDays);
    require_rule(window.longest() <= rules.streams.lookback_days,
                 fmt::format("the window {} reaches beyond lookback_days, which is {}", window.name(),
                             rules.streams.lookback_days));
  }
  require_rule(
      std::adjacent_find(windows.begin(), windows.end(),
                         [](const Window& a, const Window& b) { return a.longest() >= b.longest(); }) == windows.end(),
      "windows do not ascend");
}

void check_cadences(const StreamRules& rules) {
  for (std::size_t i = 0; i < kNumCadences; ++i) {
    const CadenceRule& of = rules.cadences[i];
    const auto key = [i](const char* rule) { return fmt::format("cadences: {}: {}", kCadenceNames[i], rule); };
    const std::uint32_t fewest = static_cast<Cadence>(i) == Cadence::kSemiMonthly ? 3 : 2;
    check_range<Day>(key("tolerance"), of.tolerance, 0, kMaxProfileDays);
    check_range<std::uint32_t>(key("min_charges"), of.min_charges, fewest, 1'000);
    check_range<std::int64_t>(key("share"), of.share, 1, 100'000);
    check_range<Day>(key("period"), of.period, 1, kMaxProfileDays);
  }
}

void check_streams(const StreamRules& rules) {
  check_range<Day>("lookback_days", rules.lookback_days, 1, kMaxProfileDays);
  check_cadences(rules);
  check_range<std::uint32_t>("max_steps", rules.max_steps, 1, kMostSteps);
  check_range<std::int64_t>("on_time_pct", rules.on_time_pct, 0, 100);
  check_range<std::int64_t>("fit_pct", rules.fit_pct, 0, 100);
  check_range<Day>("semi_monthly_from", rules.semi_monthly_from, 0, rules.semi_monthly_to);
  check_range<Day>("semi_monthly_to", rules.semi_monthly_to, 1, kMostSemiMonthlyDays);
  check_range<std::int64_t>("two_charges_pct", rules.two_charges_pct, 0, 10'000);
  check_range<std::int64_t>("change_pct", rules.change_pct, 0, 10'000);
  check_range<std::uint32_t>("changes_allowed", rules.changes_allowed, 0, 1'000);
  check_range<std::uint32_t>("charges_a_change", rules.charges_a_change, 1, 1'000);
  check_range<std::uint32_t>("max_doubled_dates", rules.max_doubled_dates, 0, 1'000);
  check_range<std::int64_t>("split_pct", rules.split_pct, 0, 10'000);
  check_range<std::int64_t>("income_split_pct", rules.income_split_pct, 0, 10'000);
  check_range<std::uint32_t>("min_part_charges", rules.min_part_charges, 2, 1'000);
  check_range<std::uint32_t>("min_parts", rules.min_parts, 1, 1'000);
  check_range<std::int64_t>("parts_pct", rules.parts_pct, 0, 100);
  check_range<Day>("min_grace_days", rules.min_grace_days, 0, kMaxProfileDays);
  check_range<Day>("grace_divisor", rules.grace_divisor, 1, kMaxProfileDays);
  check_range<Day>("early_from", rules.early_from, 1, rules.early_to);
  check_range<Day>("early_to", rules.early_to, 1, kMaxProfileDays);
  check_range<Day>("early_age", rules.early_age, 0, kMaxProfileDays);
  check_range<Day>("short_habit_days", rules.short_habit_days, 0, kMaxProfileDays);
  check_range<Minor>("max_subscription", rules.max_subscription, 0, kMaxOrderMinor);
  check_range<std::uint32_t>("max_instalments", rules.max_instalments, 0, 1'000);
}

void check_subtypes(const char* key, const std::vector<std::string>& subtypes) {
  for (const std::string& subtype : subtypes)
    require_rule(parse_account_subtype(subtype).has_value(),
                 fmt::format("{}: there is no account subtype '{}'", key, subtype));
}

void check_cards(const CardRules& rules) {
  check_range<std::int64_t>("moderate_pct", rules.moderate_pct, 0, rules.high_pct);
  check_range<std::int64_t>("high_pct", rules.high_pct, 0, rules.very_high_pct);
  check_range<std::int64_t>("very_high_pct", rules.very_high_pct, 0, kMaxRulePct);
  check_range<std::int64_t>("minimum_payment_pct", rules.minimum_payment_pct, 0, kMaxRulePct);
  check_range<Day>("interest_days", rules.interest_days, 1, kMaxProfileDays);
}

}  // namespace

void validate(const BankRules& rules) {
  check_streams(rules.streams);
  check_windows(rules);
  check_range<Day>("pair_days", rules.pair_days, 0, kMostPairDays);
  check_range<Day>("min_observed_days", rules.min_observed_days, 1, kMaxProfileDays);
  check_range<Day>("dormant_days", rules.dormant_days, 1, kMaxProfileDays);
  check_range<Minor>("min_outgoings", rules.min_outgoings, 0, kMaxOrderMinor);
  check_range<std::uint32_t>("min_other_charges", rules.income.min_other_charges, 1, 1'000);
  check_range<std::uint32_t>("typical_payments", rules.income.typical_payments, 1, 1'000);
  check_range<std::int64_t>("max_deviation_pct", rules.income.max_deviation_pct, 0, kMaxRulePct);
  check_range<std::int64_t>("variable_deviation_pct", rules.income.variable_deviation_pct, 0, kMaxRulePct);
  check_range<std::uint32_t>("low_month_months", rules.income.low_month_months, 2, 24);
  require_rule(31 * static_cast<Day>(rules.income.low_month_months + 1) <= rules.streams.lookback_days,
               "low_month_months reach beyond lookback_days");
  require_rule(rules.cards.interest_days <= rules.streams.lookback_days, "interest_days reach beyond lookback_days");
  check_subtypes("liquid", rules.reserves.liquid);
  check_subtypes("savings", rules.reserves.savings);
  check_cards(rules.cards);
}

}  // namespace spendlens::signals
