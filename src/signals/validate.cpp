#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "signals/checks.hpp"
#include "spendlens/core/accounts.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals {

namespace {

void require(bool holds, const std::string& what) {
  if (!holds) throw UsageError(fmt::format("profile: {}", what));
}

void check_days(const char* key, Day days) {
  require(days >= 1 && days <= kMaxProfileDays,
          fmt::format("{} is {}, not within 1 to {} days", key, days, kMaxProfileDays));
}

void check_rhythms(const char* key, const std::vector<Rhythm>& rhythms) {
  require(rhythms.size() <= kMaxRhythms, fmt::format("more than {} {}", kMaxRhythms, key));
  std::set<std::string> names = {"irregular", "unknown"};
  for (const Rhythm& rhythm : rhythms) {
    require(!rhythm.name.empty(), fmt::format("{}: a name is empty", key));
    require(names.insert(rhythm.name).second, fmt::format("{}: the name '{}' is taken", key, rhythm.name));
    require(rhythm.gap_from >= 0 && rhythm.gap_from <= rhythm.gap_to && rhythm.gap_to <= kMaxProfileDays,
            fmt::format("{}: {} has a gap from {} to {} days", key, rhythm.name, rhythm.gap_from, rhythm.gap_to));
    require(rhythm.max_deviation >= 0 && rhythm.max_deviation <= kMaxProfileDays,
            fmt::format("{}: {} has a deviation of {} days", key, rhythm.name, rhythm.max_deviation));
  }
}

}  // namespace

void check_reference(Day reference) {
  if (reference < 0 || reference >= kTimestampLimit / kSecondsPerDay)
    throw UsageError(fmt::format("signals: the reference date {} is not within 1970 to 2105", date_text(reference)));
}

void validate(const SignalProfile& profile) {
  validate(profile.bank);
  require(!profile.windows.empty() && profile.windows.size() <= kMaxWindows,
          fmt::format("windows: 1 to {} of them", kMaxWindows));
  for (const Day days : profile.windows) check_days("a window", days);
  require(std::adjacent_find(profile.windows.begin(), profile.windows.end(), std::greater_equal<>()) ==
              profile.windows.end(),
          "windows do not ascend");
  const SubscriptionRules& subscriptions = profile.subscriptions;
  check_days("lookback_days", subscriptions.lookback_days);
  require(subscriptions.min_charges >= 2, "min_charges is below 2");
  check_rhythms("cadences", subscriptions.cadences);
  require(subscriptions.irregular_gap_days_below >= 0 && subscriptions.irregular_gap_days_below <= kMaxProfileDays,
          "irregular_gap_days_below is out of range");
  require(subscriptions.max_amount_variation >= 0 && subscriptions.max_amount_variation <= 1'000'000,
          "max_amount_variation is out of range");
  require(subscriptions.active_median_gaps >= 0 && subscriptions.active_median_gaps <= 100'000,
          "active_median_gaps is out of range");
  for (const std::string& subtype : profile.savings.subtypes)
    require(parse_account_subtype(subtype).has_value(),
            fmt::format("savings: there is no account subtype '{}'", subtype));
  const CreditRules& credit = profile.credit;
  require(credit.moderate_pct >= 0 && credit.moderate_pct <= credit.high_pct &&
              credit.high_pct <= credit.very_high_pct && credit.very_high_pct <= 100'000'000,
          "credit: moderate, high and very high do not ascend");
  require(credit.minimum_payment_pct >= 0 && credit.minimum_payment_pct <= 100'000'000,
          "minimum_payment_pct is out of range");
  require(credit.limit_without_balance > 0 && credit.limit_without_balance <= kMaxOrderMinor,
          "limit_without_balance is out of range");
  require(profile.income.min_amount > 0 && profile.income.min_amount <= kMaxOrderMinor,
          "income: min_amount is out of range");
  require(profile.income.min_payments >= 2, "income: min_payments is below 2");
  require(profile.income.max_deviation_days >= 0 && profile.income.max_deviation_days <= kMaxProfileDays,
          "income: max_deviation_days is out of range");
  check_rhythms("frequencies", profile.income.frequencies);
}

}  // namespace spendlens::signals
