#include <algorithm>

#include "synth/life_drawer.hpp"

namespace spendlens::synth {

void LifeDrawer::draw_borrowing() {
  const HeldAccounts& held = life_.accounts;
  if (held.checking == kNoAccount) return;
  const auto loan = [this](Place place, Minor amount) {
    Flow flow = schedule(StreamKind::kLoan, place, Cadence::kMonthly, amount);
    flow.rule = random_.chance(0.5) ? DueRule::kWorkingDayAfter : DueRule::kExact;
    return flow;
  };
  if (held.mortgage != kNoAccount) {
    Flow flow = loan(Place::kMortgage, percent_of_income(18, 34));
    flow.day = 1;
    flow.begin = life_.start;
    add(flow);
  }
  if (random_.chance(is(Archetype::kBorrower) ? 0.6 : 0.2)) add(loan(Place::kCarLoan, random_.between(180'00, 520'00)));
  if (held.student_loan != kNoAccount) add(loan(Place::kStudentLoan, random_.between(110'00, 380'00)));
  if (held.personal_loan != kNoAccount) personal_loan();
  const bool pays_later = is(Archetype::kBorrower) || is(Archetype::kOverdrawn);
  if (random_.chance(pays_later ? 0.5 : 0.06)) instalments();
}

/// Half of them are paid out within the history; some are paid off within it.
void LifeDrawer::personal_loan() {
  const Minor each = random_.between(120'00, 420'00);
  Flow flow = schedule(StreamKind::kLoan, Place::kPersonalLoan, Cadence::kMonthly, each);
  if (random_.chance(0.5)) {
    const Day day = some_day(life_.start, as_of() - 40);
    Flow paid = once(StreamKind::kLoan, Place::kLoanPaidOut, day, each * random_.between(20, 40));
    paid.is_inflow = true;
    add(paid);
    begin_at(flow, day + 30);
  }
  if (random_.chance(0.25)) {
    flow.end = some_day(flow.begin + 200, as_of() + 200);
    flow.has_term = true;
  }
  add(flow);
}

/// Purchases that are paid in four instalments, every two weeks.
void LifeDrawer::instalments() {
  const std::uint32_t plans = 1 + random_.below(4);
  for (std::uint32_t plan = 0; plan < plans; ++plan) {
    Flow flow = schedule(StreamKind::kBnpl, Place::kBnpl, Cadence::kBiweekly, random_.between(14'00, 110'00));
    flow.merchant = favourite(world_, life_, Place::kBnpl, plan / 2);
    flow.begin = some_day(life_.start, as_of() - 2);
    flow.end = flow.begin + 3 * 14;
    flow.has_term = true;
    add(flow);
  }
}

/// Overdrafts with their fees, some of which are given back; payments that are returned; wages in advance.
void LifeDrawer::draw_shortfall() {
  const bool is_short = is(Archetype::kOverdrawn);
  if (!is_short && !random_.chance(0.08)) return;
  const Minor fee = random_.between(28, 36) * 1'00;
  const std::int64_t fees = is_short ? random_.between(5, 11) : 1;
  const Day since = std::max(life_.start, as_of() - 360);
  for (std::int64_t i = 0; i < fees; ++i) {
    const bool is_returned = random_.chance(0.25);
    const Day day = some_day(since, life_.end);
    const Place place = is_returned ? Place::kReturnedFee : Place::kOverdraftFee;
    if (!add(once(StreamKind::kFee, place, day, fee)) || !random_.chance(0.15)) continue;
    Flow back = once(StreamKind::kFee, place, day + some_day(1, 6), fee);
    back.is_inflow = back.is_refund = true;
    add(back);
  }
  if (is_short && random_.chance(0.5)) advances();
}

void LifeDrawer::advances() {
  const std::int64_t number = random_.between(3, 8);
  for (std::int64_t i = 0; i < number; ++i) {
    const Minor amount = random_.between(4, 20) * 10'00;
    const Day day = some_day(std::max(life_.start, as_of() - 180), as_of());
    Flow paid = once(StreamKind::kVariableIncome, Place::kAdvance, day, amount);
    paid.is_inflow = true;
    if (!add(paid)) return;
    add(once(StreamKind::kLoan, Place::kAdvanceRepaid, day + some_day(6, 14), amount + 5'00));
  }
}

/// Payments to the card, with both legs, and the interest of one that is not paid in full.
void LifeDrawer::draw_card() {
  const HeldAccounts& held = life_.accounts;
  if (held.card == kNoAccount) return;
  if (is(Archetype::kRevolver)) {
    const std::uint32_t drawn = random_.below(10);
    life_.card_use = drawn < 6 ? CardUse::kRevolving : drawn < 9 ? CardUse::kMinimumOnly : CardUse::kOverdue;
  }
  const bool in_full = life_.card_use == CardUse::kInFull;
  const bool has_checking = held.checking != kNoAccount;
  const Minor paid = in_full ? percent_of_income(12, 30) : random_.between(40'00, 240'00);
  Flow flow = schedule(StreamKind::kCardPayment, has_checking ? Place::kCardPayment : Place::kCardCredit,
                       Cadence::kMonthly, paid);
  flow.merchant = has_checking ? flow.merchant : 0;
  flow.rule = DueRule::kWorkingDayAfter;
  flow.vary_percent = static_cast<std::uint8_t>(in_full ? 25 : random_.between(0, 20));
  flow.is_inflow = !has_checking;
  flow.account = has_checking ? held.checking : held.card;
  if (has_checking) flow.other_account = held.card;
  flow.other_place = Place::kCardCredit;
  if (life_.card_use == CardUse::kOverdue) flow.missed_permille = 150;
  add(flow);
  if (in_full) return;
  Flow interest =
      schedule(StreamKind::kInterest, Place::kInterestCharged, Cadence::kMonthly, random_.between(18'00, 95'00));
  interest.account = held.card;
  interest.vary_percent = 12;
  add(interest);
}

void LifeDrawer::draw_savings() {
  const HeldAccounts& held = life_.accounts;
  if (held.checking == kNoAccount) return;
  if (held.savings != kNoAccount && random_.chance(is(Archetype::kSaver) ? 0.95 : 0.6)) {
    const Cadence cadence = random_.chance(0.6) ? Cadence::kMonthly : Cadence::kBiweekly;
    Flow flow = schedule(StreamKind::kSaving, Place::kSavingsOut, cadence, percent_of_income(2, 14));
    flow.other_account = held.savings;
    flow.other_place = Place::kSavingsIn;
    if (random_.chance(0.3)) raise(flow, 10, 60);
    add(flow);
    if (random_.chance(0.25)) {
      const Day day = some_day(life_.start, life_.end);
      Flow back = once(StreamKind::kSaving, Place::kFromSavings, day, percent_of_income(20, 60));
      back.account = held.savings;
      back.other_account = held.checking;
      back.other_place = Place::kToChecking;
      add(back);
    }
  }
  if (random_.chance(0.12))
    add(schedule(StreamKind::kSaving, Place::kInvestment, Cadence::kMonthly, random_.between(5, 50) * 10'00));
  if (random_.chance(0.12)) {
    Flow fee = schedule(StreamKind::kFee, Place::kAccountFee, Cadence::kMonthly, random_.between(5, 15) * 1'00);
    fee.day = 31;
    add(fee);
  }
}

}  // namespace spendlens::synth
