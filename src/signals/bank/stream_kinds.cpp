#include "signals/bank/stream_kinds.hpp"

#include <algorithm>
#include <array>

#include "signals/bank/payee_streams.hpp"

namespace spendlens::signals::bank {

namespace {

/// Where cadence and amount decide.
constexpr auto kUndecided = static_cast<StreamKind>(kNoStreamKind);

/// Of outflows, by class; kUndecided of the classes other and short_habit.
constexpr std::array<StreamKind, kNumCategoryClasses> kKinds = {
    StreamKind::kCardPayment,    // card_payment
    StreamKind::kRecurring,      // advance
    StreamKind::kRecurring,      // borrowed
    StreamKind::kBnpl,           // bnpl
    StreamKind::kLoan,           // loan
    StreamKind::kInterest,       // interest_charged
    StreamKind::kFee,            // fee_overdraft
    StreamKind::kFee,            // fee_nsf
    StreamKind::kFee,            // fee
    StreamKind::kRecurring,      // passive
    StreamKind::kRecurring,      // variable_income
    StreamKind::kRecurring,      // benefit
    StreamKind::kRecurring,      // payroll
    StreamKind::kSaving,         // saving
    StreamKind::kCash,           // cash
    StreamKind::kStandingOrder,  // transfer
    StreamKind::kBill,           // bill
    StreamKind::kHabit,          // habit
    kUndecided,                  // short_habit
    kUndecided,                  // other
    kUndecided,                  // other_income
    StreamKind::kRecurring,      // none
};

StreamKind kind_of_income(std::uint8_t of) {
  switch (static_cast<CategoryClass>(of)) {
    case CategoryClass::kPayroll:
      return StreamKind::kPayroll;
    case CategoryClass::kBenefit:
      return StreamKind::kBenefit;
    case CategoryClass::kVariableIncome:
      return StreamKind::kVariableIncome;
    default:
      return StreamKind::kIncome;
  }
}

constexpr std::uint32_t kind_bit(StreamKind kind) { return 1U << static_cast<unsigned>(kind); }

constexpr std::uint32_t kVaryingKinds = kind_bit(StreamKind::kBill) | kind_bit(StreamKind::kLoan) |
                                        kind_bit(StreamKind::kFee) | kind_bit(StreamKind::kStandingOrder);

bool is_of(std::uint32_t kinds, StreamKind kind) { return (kinds & kind_bit(kind)) != 0; }

}  // namespace

bool is_habit(ClassSet classes, std::uint8_t alias_kind) {
  if (alias_kind == kNoStreamKind) return classes == class_set({CategoryClass::kHabit});
  return static_cast<StreamKind>(alias_kind) == StreamKind::kHabit &&
         (classes & class_set({CategoryClass::kTransfer})) == 0;
}

bool StreamFinder::may_vary(const Side& side) const {
  if (side.alias_kind != kNoStreamKind) return is_of(kVaryingKinds, static_cast<StreamKind>(side.alias_kind));
  const StreamKind kind = kKinds[class_of_latest(side.rows)];
  return kind != kUndecided && is_of(kVaryingKinds, kind);
}

StreamKind StreamFinder::kind_of(const Side& side, std::uint8_t of, const Stream& stream) const {
  if (side.is_income) return kind_of_income(of);
  if (side.alias_kind != kNoStreamKind) return static_cast<StreamKind>(side.alias_kind);
  if (kKinds[of] != kUndecided) return kKinds[of];
  const CadenceRule& rule = rules_.cadences[static_cast<std::size_t>(stream.cadence)];
  if (of == static_cast<std::uint8_t>(CategoryClass::kShortHabit) && rule.period < rules_.short_habit_days)
    return StreamKind::kHabit;
  if (stream.cadence == Cadence::kBiweekly && stream.charges <= rules_.max_instalments) return StreamKind::kInstalments;
  if (!stream.is_fixed) return StreamKind::kRecurring;
  return int128{stream.amount} * rule.share <= int128{rules_.max_subscription} * kSharesOfMonth
             ? StreamKind::kSubscription
             : StreamKind::kBill;
}

StreamState StreamFinder::state_of(Day next, const CadenceRule& rule) const {
  const Day grace = rule.tolerance + std::max(rules_.min_grace_days, rule.period / rules_.grace_divisor);
  if (plan_.last() <= next + grace) return StreamState::kActive;
  return plan_.last() <= next + rule.period + rule.tolerance ? StreamState::kLate : StreamState::kLapsed;
}

}  // namespace spendlens::signals::bank
