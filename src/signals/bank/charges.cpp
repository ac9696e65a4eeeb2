#include "signals/bank/charges.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "signals/figures/median.hpp"

namespace spendlens::signals::bank {

namespace {

/// By Cadence; days or months.
constexpr std::array<int, kNumCadences> kStepDays = {7, 14, 0, 28, 0, 0, 0, 0, 0};
constexpr std::array<int, kNumCadences> kStepMonths = {0, 0, 0, 0, 1, 2, 3, 6, 12};

std::size_t place_of_cadence(Cadence cadence) { return static_cast<std::size_t>(cadence); }

Day step_on(const Plan& plan, Cadence cadence, Day day, int steps) {
  const std::size_t place = place_of_cadence(cadence);
  if (kStepDays[place] != 0) return day + kStepDays[place] * steps;
  return plan.add_months(day, kStepMonths[place] * steps);
}

Fit fit_semi_monthly(const Plan& plan, std::span<const Day> day) {
  const StreamRules& rules = plan.rules.streams;
  const Day tolerance = rules.cadences[place_of_cadence(Cadence::kSemiMonthly)].tolerance;
  Fit fit{.cadence = Cadence::kSemiMonthly, .gaps = static_cast<std::uint32_t>(day.size() - 2)};
  for (std::size_t i = 2; i < day.size(); ++i) {
    const Day since = day[i] - day[i - 1];
    if (since < rules.semi_monthly_from || since > rules.semi_monthly_to) continue;
    const Day miss = std::abs(day[i] - plan.add_months(day[i - 2], 1));
    if (miss > tolerance) continue;
    ++fit.on;
    fit.deviations += static_cast<std::uint32_t>(miss);
  }
  fit.fit = fit.on;
  return fit;
}

/// Charges beyond those that a cadence needs on time: a gap, or two of semi_monthly, is not one of its own.
std::uint32_t gaps_less(std::size_t cadence) { return cadence == place_of_cadence(Cadence::kSemiMonthly) ? 2 : 1; }

bool holds(const Fit& fit, const StreamRules& rules) {
  const std::size_t place = place_of_cadence(fit.cadence);
  return 100 * std::int64_t{fit.on} >= rules.on_time_pct * fit.gaps &&
         100 * std::int64_t{fit.fit} >= rules.fit_pct * fit.gaps &&
         fit.on + gaps_less(place) >= rules.cadences[place].min_charges;
}

bool is_better(const Fit& a, const Fit& b) {
  const std::uint32_t on = 1000 * a.on / a.gaps;
  const std::uint32_t best_on = 1000 * b.on / b.gaps;
  return on != best_on ? on > best_on : 1000 * a.deviations / a.fit < 1000 * b.deviations / b.fit;
}

}  // namespace

std::uint32_t possible_cadences(const Plan& plan, std::span<const Day> day) {
  const StreamRules& rules = plan.rules.streams;
  const std::uint64_t* counts = plan.on_time_counts.data();
  std::array<std::uint32_t, kNumCadences> on{};
  std::uint64_t packed = 0;
  std::size_t counted = 0;
  const auto unpack = [&] {
    for (std::size_t c = 0; c < kNumCadences; ++c) on[c] += packed >> (Plan::kCountBits * c) & Plan::kMaxCounted;
    packed = 0;
    counted = 0;
  };
  bool any = false;
  for (std::size_t i = 1; i < day.size(); ++i) {
    packed += counts[day[i] - day[i - 1]];
    if (++counted < Plan::kMaxCounted) continue;
    any |= packed != 0;
    unpack();
  }
  if (packed == 0 && !any) return 0;
  unpack();
  const std::size_t n = day.size();
  std::uint32_t possible = 0;
  for (std::size_t c = 0; c < kNumCadences; ++c) {
    const std::uint32_t less = gaps_less(c);
    if (n < rules.cadences[c].min_charges || n <= less || on[c] + less < rules.cadences[c].min_charges) continue;
    if (100 * std::int64_t{on[c]} < rules.on_time_pct * static_cast<std::int64_t>(n - less)) continue;
    possible |= 1U << c;
  }
  return possible;
}

Fit fit_of(const Plan& plan, Cadence cadence, std::span<const Day> day) {
  if (cadence == Cadence::kSemiMonthly) return fit_semi_monthly(plan, day);
  const StreamRules& rules = plan.rules.streams;
  const Day tolerance = rules.cadences[place_of_cadence(cadence)].tolerance;
  const int max_steps = static_cast<int>(rules.max_steps);
  Fit fit{.cadence = cadence, .gaps = static_cast<std::uint32_t>(day.size() - 1)};
  for (std::size_t i = 1; i < day.size(); ++i) {
    for (int m = 1; m <= max_steps; ++m) {
      const Day after = day[i] - step_on(plan, cadence, day[i - 1], m);
      if (after < -tolerance) break;  // further steps lie further beyond
      if (after > tolerance) continue;
      fit.on += m == 1;
      ++fit.fit;
      fit.deviations += static_cast<std::uint32_t>(std::abs(after));
      break;
    }
  }
  return fit;
}

bool find_cadence(const Plan& plan, const Charges& charges, Fit& best) {
  const StreamRules& rules = plan.rules.streams;
  if (charges.size() < 2) return false;
  std::uint32_t possible = possible_cadences(plan, charges.day);
  if (possible == 0) return false;
  if (charges.size() == 2 && differ(charges.amount[0], charges.amount[1], rules.two_charges_pct)) return false;
  bool found = false;
  for (; possible != 0; possible &= possible - 1) {
    const Fit fit = fit_of(plan, static_cast<Cadence>(__builtin_ctz(possible)), charges.day);
    if (!holds(fit, rules) || (found && !is_better(fit, best))) continue;
    best = fit;
    found = true;
  }
  return found;
}

Day next_due(const Plan& plan, Cadence cadence, std::span<const Day> day) {
  const StreamRules& rules = plan.rules.streams;
  const Day last = day.back();
  if (cadence != Cadence::kSemiMonthly) return step_on(plan, cadence, last, 1);
  const Day next = plan.add_months(day[day.size() - 2], 1);
  const Day after = next - last;
  const bool alternates = after >= rules.semi_monthly_from && after <= rules.semi_monthly_to;
  return alternates ? next : last + rules.cadences[place_of_cadence(cadence)].period;
}

std::int64_t times_due(const Plan& plan, Cadence cadence, Day last, Day next, Day days) {
  const Day end = plan.last() + days;
  std::int64_t times = 0;
  if (cadence == Cadence::kSemiMonthly) {
    for (Day before = last, day = next; day <= end;) {
      times += day > plan.last();
      const Day after = plan.add_months(before, 1);
      before = day;
      day = after;
    }
    return times;
  }
  for (int m = 1;; ++m) {
    const Day day = step_on(plan, cadence, last, m);
    if (day > end) return times;
    times += day > plan.last();
  }
}

int128 twice_median(std::span<Minor> values) {
  constexpr std::size_t kShort = 32;
  const Minor front = values.front();
  Minor differences = 0;
  Minor bits = 0;
  for (const Minor value : values) differences |= value ^ front, bits |= value;
  if (differences == 0) return int128{front} * 2;
  if (values.size() <= kShort && bits <= std::numeric_limits<std::int32_t>::max()) {
    std::array<std::int32_t, kShort> narrow;
    std::transform(values.begin(), values.end(), narrow.begin(),
                   [](Minor value) { return static_cast<std::int32_t>(value); });
    return signals::twice_median(std::span(narrow).first(values.size()));
  }
  const std::size_t half = (values.size() - 1) / 2;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(half);
  std::nth_element(values.begin(), middle, values.end());
  const Minor low = *middle;
  if (values.size() % 2 == 1) return int128{low} * 2;
  return int128{low} + *std::min_element(middle + 1, values.end());
}

}  // namespace spendlens::signals::bank
