#include "signals/bank/plan.hpp"

#include <algorithm>

#include "spendlens/core/accounts.hpp"

namespace spendlens::signals::bank {

namespace {

constexpr Day kDaysAfter = 400;  ///< days after the reference date from which months are added

std::uint32_t bits_of(const std::vector<std::string>& subtypes) {
  std::uint32_t bits = 0;
  for (const std::string& name : subtypes)
    if (const auto subtype = parse_account_subtype(name)) bits |= 1U << static_cast<unsigned>(*subtype);
  return bits;
}

/// Days that one step may take, give or take the tolerance.
struct StepRange {
  Day shortest = 0;
  Day longest = 0;
};

StepRange step_range(Cadence cadence, const StreamRules& rules) {
  constexpr std::array<StepRange, kNumCadences> kSteps = {
      {{7, 7}, {14, 14}, {0, 0}, {28, 28}, {28, 31}, {59, 62}, {89, 92}, {181, 184}, {365, 366}}};
  if (cadence == Cadence::kSemiMonthly) return {rules.semi_monthly_from, rules.semi_monthly_to};
  const auto place = static_cast<std::size_t>(cadence);
  return {kSteps[place].shortest - rules.cadences[place].tolerance,
          kSteps[place].longest + rules.cadences[place].tolerance};
}

}  // namespace

Plan::Plan(Day reference_date, const BankRules& all_rules)
    : reference(reference_date),
      rules(all_rules),
      liquid_subtypes(bits_of(rules.reserves.liquid)),
      savings_subtypes(bits_of(rules.reserves.savings)),
      first_day_(reference - rules.streams.lookback_days + 1) {
  plan_windows();
  plan_months();
  plan_gaps();
}

void Plan::plan_windows() {
  for (std::size_t w = 0; w < rules.windows.size(); ++w)
    windows.push_back({w, rules.windows[w].start(reference), rules.windows[w].length(reference)});
  std::stable_sort(windows.begin(), windows.end(),
                   [](const PlannedWindow& a, const PlannedWindow& b) { return a.days < b.days; });
  window_of.assign(static_cast<std::size_t>(days()), static_cast<std::uint8_t>(windows.size()));
  for (std::size_t w = windows.size(); w-- > 0;)
    for (Day day = windows[w].start + 1 - first_day_; day < days(); ++day)
      window_of[static_cast<std::size_t>(day)] = static_cast<std::uint8_t>(w);
}

void Plan::plan_months() {
  CivilDate date = civil_from_day(first_day_);
  std::uint16_t month = 0;
  month_start_.push_back(1 - static_cast<Day>(date.day));
  for (Day day = 0; day < days() + kDaysAfter; ++day) {
    date = civil_from_day(first_day_ + day);
    if (date.day == 1 && day > 0) ++month, month_start_.push_back(day);
    month_.push_back(month);
    day_of_month_.push_back(static_cast<std::uint8_t>(date.day - 1));
  }
  const int further = 12 * static_cast<int>(rules.streams.max_steps) + 2;
  const Day first_of_last = first_day_ + month_start_.back();
  for (int m = 1; m <= further; ++m) month_start_.push_back(signals::add_months(first_of_last, m) - first_day_);

  const int n = static_cast<int>(rules.income.low_month_months);
  const Day end =
      is_month_end(reference) ? reference + 1 : reference + 1 - static_cast<Day>(civil_from_day(reference).day);
  low_months_begin = signals::add_months(end, -n);
  low_month_of.assign(static_cast<std::size_t>(days()), kNoMonth);
  for (int m = 0; m < n; ++m)
    for (Day day = signals::add_months(end, m - n); day < signals::add_months(end, m - n + 1); ++day)
      if (day >= first_day_) low_month_of[static_cast<std::size_t>(day - first_day_)] = static_cast<std::uint8_t>(m);
}

void Plan::plan_gaps() {
  on_time_counts.assign(static_cast<std::size_t>(days()), 0);
  for (std::size_t c = 0; c < kNumCadences; ++c) {
    const StepRange range = step_range(static_cast<Cadence>(c), rules.streams);
    for (Day gap = std::max(0, range.shortest); gap <= range.longest && gap < days(); ++gap)
      on_time_counts[static_cast<std::size_t>(gap)] |= std::uint64_t{1} << (kCountBits * c);
  }
}

}  // namespace spendlens::signals::bank
