#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "spendlens/core/money.hpp"
#include "spendlens/signals/bank_rules.hpp"
#include "spendlens/signals/profile.hpp"

namespace spendlens::signals::bank {

/// A set of category classes: bit c is class c.
using ClassSet = std::uint32_t;
[[nodiscard]] constexpr ClassSet class_set(std::initializer_list<CategoryClass> classes) {
  ClassSet set = 0;
  for (const CategoryClass one : classes) set |= ClassSet{1} << static_cast<unsigned>(one);
  return set;
}
[[nodiscard]] constexpr bool has(ClassSet set, std::uint8_t category_class) {
  return (set >> category_class & 1U) != 0;
}

inline constexpr ClassSet kEarnedClasses =
    class_set({CategoryClass::kPayroll, CategoryClass::kBenefit, CategoryClass::kVariableIncome});
inline constexpr ClassSet kOtherClasses = class_set({CategoryClass::kOther, CategoryClass::kOtherIncome});
inline constexpr ClassSet kNeverIncomeClasses =
    class_set({CategoryClass::kCardPayment, CategoryClass::kBorrowed, CategoryClass::kAdvance, CategoryClass::kTransfer,
               CategoryClass::kPassive});
inline constexpr ClassSet kNeverPairedClasses = kEarnedClasses | class_set({CategoryClass::kPassive});
/// Spending only where a live stream has it, or never.
inline constexpr ClassSet kNotSpentClasses =
    class_set({CategoryClass::kCardPayment, CategoryClass::kSaving, CategoryClass::kTransfer});
inline constexpr ClassSet kRefundedClasses =
    class_set({CategoryClass::kBill, CategoryClass::kHabit, CategoryClass::kShortHabit, CategoryClass::kOther,
               CategoryClass::kBnpl, CategoryClass::kLoan, CategoryClass::kFee, CategoryClass::kFeeOverdraft,
               CategoryClass::kFeeNsf, CategoryClass::kInterestCharged, CategoryClass::kCash});

/// The classes whose rows are counted, not only added up.
inline constexpr ClassSet kCountedClasses = class_set(
    {CategoryClass::kInterestCharged, CategoryClass::kFeeOverdraft, CategoryClass::kFeeNsf, CategoryClass::kAdvance});

/// A window that holds the days (start, reference].
struct PlannedWindow {
  std::size_t place = 0;  ///< in the rules
  Day start = 0;
  Day days = 0;
};

/// What can be told of a reference date and rules before any customer is seen: tables by day instead of calendars.
/// A day is told from the first of the lookback on: day 0 is reference - lookback + 1. Immutable.
class Plan {
 public:
  Plan(Day reference, const BankRules& rules);

  [[nodiscard]] Day first_day() const { return first_day_; }
  [[nodiscard]] Day days() const { return rules.streams.lookback_days; }  ///< of the lookback
  [[nodiscard]] Day last() const { return days() - 1; }                   ///< the reference date, from the first day on

  /// `months` >= 0 on from a day up to some months after the reference date.
  [[nodiscard]] Day add_months(Day day, int months) const {
    const auto at = static_cast<std::size_t>(day);
    const Day* start = month_start_.data() + month_[at] + months;
    const Day same = start[0] + day_of_month_[at];
    return same < start[1] ? same : start[1] - 1;
  }

  const Day reference;
  const BankRules rules;
  std::vector<PlannedWindow> windows;      ///< the narrowest first
  std::vector<std::uint8_t> window_of;     ///< of each day: the narrowest that holds it; windows.size(): none does
  std::vector<std::uint8_t> low_month_of;  ///< of each day: the whole month, from 0; kNoMonth: none of the last ones
  Day low_months_begin = 0;                ///< a date
  std::vector<std::uint64_t>
      on_time_counts;                 ///< of each gap: 1 in the 7 bits of each cadence that it may be one step of
  std::uint32_t liquid_subtypes = 0;  ///< bits of AccountSubtype
  std::uint32_t savings_subtypes = 0;

  static constexpr std::uint8_t kNoMonth = 255;
  static constexpr unsigned kCountBits = 7;
  static constexpr std::size_t kMaxCounted = 127;

 private:
  void plan_windows();
  void plan_months();
  void plan_gaps();

  Day first_day_;
  std::vector<std::uint16_t> month_;        ///< of each day, from the first day's on
  std::vector<std::uint8_t> day_of_month_;  ///< from 0
  std::vector<Day> month_start_;            ///< from the first day on
};

}  // namespace spendlens::signals::bank
