#include "signals/reference/cadence.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace spendlens::signals::bank_reference {

namespace {

struct Step {
  int days = 0;
  int months = 0;
};

/// By Cadence; semi_monthly has none.
constexpr std::array<Step, kNumCadences> kSteps = {
    {{7, 0}, {14, 0}, {0, 0}, {28, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 6}, {0, 12}}};

const CadenceRule& rule_of(const StreamRules& rules, Cadence cadence) {
  return rules.cadences[static_cast<std::size_t>(cadence)];
}

Fit fit_semi_monthly(const std::vector<Charge>& charges, const StreamRules& rules) {
  Fit fit{Cadence::kSemiMonthly};
  for (std::size_t i = 2; i < charges.size(); ++i) {
    ++fit.gaps;
    const Day miss = std::abs(charges[i].day - add_months(charges[i - 2].day, 1));
    const Day since = charges[i].day - charges[i - 1].day;
    if (miss > rule_of(rules, Cadence::kSemiMonthly).tolerance) continue;
    if (since < rules.semi_monthly_from || since > rules.semi_monthly_to) continue;
    ++fit.on;
    ++fit.fit;
    fit.deviations += miss;
  }
  return fit;
}

bool holds(const Fit& fit, const std::vector<Charge>& charges, const StreamRules& rules) {
  const std::uint32_t at_least = rule_of(rules, fit.cadence).min_charges;
  if (charges.size() < at_least) return false;
  if (charges.size() == 2 && differ(charges[0].amount, charges[1].amount, rules.two_charges_pct)) return false;
  return 100 * std::int64_t{fit.on} >= rules.on_time_pct * fit.gaps &&
         100 * std::int64_t{fit.fit} >= rules.fit_pct * fit.gaps &&
         fit.on + (fit.cadence == Cadence::kSemiMonthly ? 2 : 1) >= at_least;
}

bool is_better(const Fit& a, const Fit& b) {
  const auto on_time = [](const Fit& fit) { return 1000 * fit.on / fit.gaps; };
  const auto deviation = [](const Fit& fit) { return 1000 * static_cast<std::uint32_t>(fit.deviations) / fit.fit; };
  return on_time(a) != on_time(b) ? on_time(a) > on_time(b) : deviation(a) < deviation(b);
}

}  // namespace

Day step_on(Cadence cadence, Day day, int steps) {
  const Step step = kSteps[static_cast<std::size_t>(cadence)];
  return step.days > 0 ? day + step.days * steps : add_months(day, step.months * steps);
}

Fit fit_of(Cadence cadence, const std::vector<Charge>& charges, const StreamRules& rules) {
  if (cadence == Cadence::kSemiMonthly) return fit_semi_monthly(charges, rules);
  Fit fit{cadence};
  for (std::size_t i = 1; i < charges.size(); ++i) {
    ++fit.gaps;
    for (int m = 1; m <= static_cast<int>(rules.max_steps); ++m) {
      const Day miss = std::abs(charges[i].day - step_on(cadence, charges[i - 1].day, m));
      if (miss > rule_of(rules, cadence).tolerance) continue;
      if (m == 1) ++fit.on;
      ++fit.fit;
      fit.deviations += miss;
      break;
    }
  }
  return fit;
}

std::optional<Fit> best_fit(const std::vector<Charge>& charges, const StreamRules& rules) {
  std::optional<Fit> best;
  if (charges.size() < 2) return best;
  for (std::size_t i = 0; i < kNumCadences; ++i) {
    const Fit fit = fit_of(static_cast<Cadence>(i), charges, rules);
    if (holds(fit, charges, rules) && (!best || is_better(fit, *best))) best = fit;
  }
  return best;
}

std::vector<Day> due_dates(Cadence cadence, const std::vector<Charge>& charges, const StreamRules& rules, Day end) {
  std::vector<Day> dates;
  const Day last = charges.back().day;
  if (cadence != Cadence::kSemiMonthly) {
    for (int m = 1; dates.empty() || dates.back() <= end; ++m) dates.push_back(step_on(cadence, last, m));
    return dates;
  }
  Day next = add_months(charges[charges.size() - 2].day, 1);
  if (next - last < rules.semi_monthly_from || next - last > rules.semi_monthly_to)
    next = last + rule_of(rules, cadence).period;
  std::vector<Day> all = {last, next};
  while (all.back() <= end) all.push_back(add_months(all[all.size() - 2], 1));
  dates.assign(all.begin() + 1, all.end());
  return dates;
}

bool differ(Minor a, Minor b, std::int64_t pct) {
  const int128 difference = a > b ? int128{a} - b : int128{b} - a;
  return difference * 100 > int128{std::min(a, b)} * pct;
}

std::uint32_t count_changes(const std::vector<Charge>& charges, const StreamRules& rules) {
  std::uint32_t changes = 0;
  for (std::size_t i = 1; i < charges.size(); ++i)
    changes += differ(charges[i - 1].amount, charges[i].amount, rules.change_pct);
  return changes;
}

bool is_fixed(const std::vector<Charge>& charges, const StreamRules& rules) {
  if (charges.size() == 2) return !differ(charges[0].amount, charges[1].amount, rules.two_charges_pct);
  return count_changes(charges, rules) <= rules.changes_allowed + charges.size() / rules.charges_a_change;
}

}  // namespace spendlens::signals::bank_reference
