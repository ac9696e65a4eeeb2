#include "synth/bank_flow.hpp"

#include <array>

namespace spendlens::synth {

namespace {

/// Purposes of a payment's random bits.
enum Purpose : std::uint32_t { kMissing, kLateness, kPosting, kVariation };

/// Energy in percent of a year's mean, January first.
constexpr std::array<int, 12> kSeason = {122, 115, 102, 88, 82, 95, 112, 116, 96, 82, 90, 108};

}  // namespace

Day step_in_days(Cadence cadence) {
  switch (cadence) {
    case Cadence::kWeekly:
      return 7;
    case Cadence::kBiweekly:
      return 14;
    case Cadence::kFourWeekly:
      return 28;
    default:
      return 0;
  }
}

std::uint32_t step_in_months(Cadence cadence) {
  switch (cadence) {
    case Cadence::kSemiMonthly:
    case Cadence::kMonthly:
      return 1;
    case Cadence::kTwoMonthly:
      return 2;
    case Cadence::kQuarterly:
      return 3;
    case Cadence::kHalfYearly:
      return 6;
    case Cadence::kYearly:
      return 12;
    default:
      return 0;
  }
}

Day charge_day(const Flow& flow, const BankCalendar& calendar, std::uint32_t index, Day due) {
  if (due >= flow.pause_begin && due < flow.pause_end) return -1;
  if (flow.missed_permille > 0 && charge_bits(flow, index, kMissing) % 1'000 < flow.missed_permille) return -1;
  Day day = due;
  if (flow.late_permille > 0) {
    const std::uint32_t drawn = charge_bits(flow, index, kLateness);
    if (drawn % 1'000 < flow.late_permille) day += 2 + static_cast<Day>(drawn / 1'000 % 4);
  }
  switch (flow.rule) {
    case DueRule::kExact:
      return day;
    case DueRule::kWorkingDayBefore: {
      if (!flow.is_early_in_december) return calendar.working_before(day);
      const std::size_t month = calendar.month_of(day);
      const bool is_early = calendar.month_of_year(month) == 11;
      return calendar.working_before(is_early ? std::min(day, calendar.day_in(month, 22)) : day);
    }
    case DueRule::kWorkingDayAfter:
      return calendar.working_after(day);
    case DueRule::kPosted: {
      const std::uint32_t drawn = charge_bits(flow, index, kPosting) % 16;
      return day + (drawn < 12 ? 0 : drawn < 15 ? 1 : 2);
    }
    case DueRule::kWednesday:
      return calendar.working_before(day + static_cast<Day>((10 - BankCalendar::weekday(day)) % 7));
  }
  return day;
}

Minor charge_amount(const Flow& flow, const BankCalendar& calendar, std::uint32_t index, Day due) {
  if (index < flow.trial_charges) return flow.trial_amount;
  Minor amount = flow.step_day > 0 && due >= flow.step_day ? flow.step_amount : flow.amount;
  if (flow.is_seasonal) amount = amount * kSeason[calendar.month_of_year(calendar.month_of(due))] / 100;
  if (flow.vary_percent > 0) {
    const auto drawn = static_cast<Minor>(charge_bits(flow, index, kVariation) % 2'001) - 1'000;
    amount += amount * flow.vary_percent * drawn / 100'000;
  }
  return std::max<Minor>(amount, 1);
}

std::uint32_t num_rows(const Flow& flow, const BankCalendar& calendar) {
  constexpr Day kMostMoved = 20;  // days between a due date and its payment
  const bool comes_always = flow.missed_permille == 0 && flow.pause_end == 0;
  std::uint32_t charges = 0;
  for_each_due(flow, calendar, [&](std::uint32_t index, Day due) {
    if (comes_always && due >= calendar.first() + kMostMoved && due <= calendar.last() - kMostMoved) {
      ++charges;
      return;
    }
    const Day day = charge_day(flow, calendar, index, due);
    if (day >= calendar.first() && day <= calendar.last()) ++charges;
  });
  return flow.other_account == kNoAccount ? charges : 2 * charges;
}

Minor in_a_month(Cadence cadence, Minor amount) {
  if (const Day days = step_in_days(cadence); days > 0) return (amount * 487 + 8 * days) / (16 * days);
  if (cadence == Cadence::kSemiMonthly) return 2 * amount;
  const auto months = static_cast<Minor>(step_in_months(cadence));
  return months == 0 ? 0 : (amount + months / 2) / months;
}

}  // namespace spendlens::synth
