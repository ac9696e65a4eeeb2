#pragma once

#include <cstdint>

#include "spendlens/core/accounts.hpp"
#include "spendlens/synth/truth.hpp"
#include "synth/bank_calendar.hpp"
#include "synth/bank_descriptors.hpp"
#include "synth/bank_places.hpp"

namespace spendlens::synth {

/// The rule by which a due date moves.
enum class DueRule : std::uint8_t {
  kExact,
  kWorkingDayBefore,  ///< as wages do
  kWorkingDayAfter,   ///< as direct debits do
  kPosted,            ///< the day of a card's posting: on time, one or two days later
  kWednesday          ///< of a monthly one: the Wednesday of the week that begins with its day of the month
};

/// A schedule of payments of one customer to or from one merchant. All of it is settled before any row: its dates and
/// amounts follow from these fields alone.
struct Flow {
  StreamKind kind = StreamKind::kSubscription;
  Place place = Place::kStreaming;
  std::uint16_t merchant = 0;
  Cadence cadence = Cadence::kMonthly;
  DueRule rule = DueRule::kExact;
  bool is_inflow = false;
  bool is_refund = false;  ///< lessens spending
  std::uint16_t account = 0;
  std::uint16_t other_account = kNoAccount;  ///< the second leg of a pair is there, at other_place
  Place other_place = Place::kSavingsIn;
  Day begin = 0;         ///< no due date is before; the first of a cadence of days, and of kOnce
  Day end = 0;           ///< no due date is after
  std::uint8_t day = 1;  ///< of the month, of cadences of months, 31 its last; of kIrregular the mean gap in days
  std::uint8_t other_day = 31;  ///< of semi_monthly: the later day of a month
  Day pause_begin = 0;          ///< what is due within [pause_begin, pause_end) is not charged
  Day pause_end = 0;
  std::uint16_t missed_permille = 0;  ///< chance that a charge is left out
  std::uint16_t late_permille = 0;    ///< chance that a charge comes 2 to 5 days late
  bool is_early_in_december = false;  ///< wages before Christmas
  std::uint8_t vary_percent = 0;      ///< amounts lie within so many percent of the schedule's
  bool is_seasonal = false;           ///< more in winter and summer
  std::uint8_t trial_charges = 0;
  Minor trial_amount = 0;
  Minor amount = 0;  ///< above 0
  Day step_day = 0;  ///< from then on it is step_amount; 0: no step
  Minor step_amount = 0;
  bool is_cancelled = false;  ///< at `end`, before its time
  bool has_term = false;      ///< `end` is when it has had all its payments
  std::uint32_t salt = 0;
};

/// One payment of a schedule.
struct Charge {
  std::uint32_t index = 0;  ///< among due dates
  Day due = 0;
  Day day = 0;
  Minor amount = 0;  ///< above 0
};

/// Random bits of a payment, for a purpose of their own.
[[nodiscard]] inline std::uint32_t charge_bits(const Flow& flow, std::uint32_t index, std::uint32_t purpose) {
  return scatter(flow.salt + index * 0x9e37'79b9U + purpose * 0x632b'e5abU);
}

/// Days from one payment of kIrregular to the next.
[[nodiscard]] inline Day irregular_gap(const Flow& flow, std::uint32_t index) {
  return 1 + static_cast<Day>(charge_bits(flow, index, 9) % (2U * flow.day - 1U));
}

/// The date of a payment that was due; nothing (-1) where it was not made.
[[nodiscard]] Day charge_day(const Flow& flow, const BankCalendar& calendar, std::uint32_t index, Day due);
[[nodiscard]] Minor charge_amount(const Flow& flow, const BankCalendar& calendar, std::uint32_t index, Day due);

/// The days between due dates of cadences of days, and the months between those of months; 0 where it is of the other
/// sort.
[[nodiscard]] Day step_in_days(Cadence cadence);
[[nodiscard]] std::uint32_t step_in_months(Cadence cadence);

/// use(index, due) for each due date, ascending.
template <class Use>
void for_each_due(const Flow& flow, const BankCalendar& calendar, Use use) {
  std::uint32_t index = 0;
  const auto within = [&](Day due) {
    if (due >= flow.begin && due <= flow.end) use(index++, due);
  };
  if (flow.cadence == Cadence::kOnce) return within(flow.begin);
  if (flow.cadence == Cadence::kIrregular) {
    for (Day due = flow.begin; due <= flow.end; due += irregular_gap(flow, index)) within(due);
    return;
  }
  if (const Day step = step_in_days(flow.cadence); step > 0) {
    for (Day due = flow.begin; due <= flow.end; due += step) within(due);
    return;
  }
  const bool is_twice = flow.cadence == Cadence::kSemiMonthly;
  for (std::size_t month = calendar.month_of(flow.begin);
       month < calendar.num_months() && calendar.start_of(month) <= flow.end; month += step_in_months(flow.cadence)) {
    within(calendar.day_in(month, flow.day));
    if (is_twice) within(calendar.day_in(month, flow.other_day));
  }
}

/// use(charge) for each payment that is made within the calendar's history.
template <class Use>
void for_each_charge(const Flow& flow, const BankCalendar& calendar, Use use) {
  for_each_due(flow, calendar, [&](std::uint32_t index, Day due) {
    const Day day = charge_day(flow, calendar, index, due);
    if (day >= calendar.first() && day <= calendar.last())
      use(Charge{index, due, day, charge_amount(flow, calendar, index, due)});
  });
}

/// Rows that its payments take: two each where it is of pairs.
[[nodiscard]] std::uint32_t num_rows(const Flow& flow, const BankCalendar& calendar);

/// An amount of this cadence in a month of 30.4375 days; 0 of kIrregular and kOnce.
[[nodiscard]] Minor in_a_month(Cadence cadence, Minor amount);

}  // namespace spendlens::synth
