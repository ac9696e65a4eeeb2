#include "signals/reference/stream_kinds.hpp"

namespace spendlens::signals::bank_reference {

namespace {

StreamKind kind_of_other(const CadenceRule& rule, Cadence cadence, Minor amount, std::size_t charges, bool fixed,
                         const StreamRules& rules) {
  if (cadence == Cadence::kBiweekly && charges <= rules.max_instalments) return StreamKind::kInstalments;
  if (!fixed) return StreamKind::kRecurring;
  return int128{amount} * rule.share <= int128{rules.max_subscription} * kSharesOfMonth ? StreamKind::kSubscription
                                                                                        : StreamKind::kBill;
}

}  // namespace

bool is_other(CategoryClass of) { return of == CategoryClass::kOther || of == CategoryClass::kOtherIncome; }

std::optional<StreamKind> kind_of_class(CategoryClass of, bool is_income) {
  switch (of) {
    case CategoryClass::kPayroll:
      return is_income ? StreamKind::kPayroll : StreamKind::kRecurring;
    case CategoryClass::kBenefit:
      return is_income ? StreamKind::kBenefit : StreamKind::kRecurring;
    case CategoryClass::kVariableIncome:
      return is_income ? StreamKind::kVariableIncome : StreamKind::kRecurring;
    default:
      break;
  }
  if (is_income) return StreamKind::kIncome;
  switch (of) {
    case CategoryClass::kCardPayment:
      return StreamKind::kCardPayment;
    case CategoryClass::kBnpl:
      return StreamKind::kBnpl;
    case CategoryClass::kLoan:
      return StreamKind::kLoan;
    case CategoryClass::kInterestCharged:
      return StreamKind::kInterest;
    case CategoryClass::kFeeOverdraft:
    case CategoryClass::kFeeNsf:
    case CategoryClass::kFee:
      return StreamKind::kFee;
    case CategoryClass::kSaving:
      return StreamKind::kSaving;
    case CategoryClass::kCash:
      return StreamKind::kCash;
    case CategoryClass::kTransfer:
      return StreamKind::kStandingOrder;
    case CategoryClass::kBill:
      return StreamKind::kBill;
    case CategoryClass::kHabit:
      return StreamKind::kHabit;
    case CategoryClass::kShortHabit:
    case CategoryClass::kOther:
    case CategoryClass::kOtherIncome:
      return std::nullopt;
    default:
      return StreamKind::kRecurring;
  }
}

StreamKind kind_of(const Payee& payee, CategoryClass of, const Stream& stream, const StreamRules& rules) {
  if (payee.alias_kind != kNoStreamKind) return static_cast<StreamKind>(payee.alias_kind);
  const CadenceRule& rule = rules.cadences[static_cast<std::size_t>(stream.cadence)];
  if (of == CategoryClass::kShortHabit && rule.period < rules.short_habit_days) return StreamKind::kHabit;
  const std::optional<StreamKind> kind = kind_of_class(of, stream.is_income);
  return kind ? *kind : kind_of_other(rule, stream.cadence, stream.amount, stream.charges, stream.is_fixed, rules);
}

bool may_be_income(CategoryClass of, std::size_t charges, bool is_paid, const BankRules& rules) {
  if (of == CategoryClass::kPayroll || of == CategoryClass::kBenefit || of == CategoryClass::kVariableIncome)
    return true;
  return (is_other(of) || of == CategoryClass::kNone) && charges >= rules.income.min_other_charges && !is_paid;
}

}  // namespace spendlens::signals::bank_reference
