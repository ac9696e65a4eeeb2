#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/signals/bank_rules.hpp"
#include "spendlens/signals/catalogue.hpp"

namespace spendlens::signals {

inline constexpr std::size_t kMaxWindows = 8;

/// Windows, lookbacks and gaps reach at most ten years back; so many cadences or frequencies there may be.
inline constexpr Day kMaxProfileDays = 3'660;
inline constexpr std::size_t kMaxRhythms = 32;

/// Income is complete where there is an inflow in so many days, whatever the windows are.
inline constexpr Day kIncomeFlagDays = 180;

/// A rhythm of payments: the median gap lies within [gap_from, gap_to] days.
struct Rhythm {
  std::string name;
  Day gap_from = 0;
  Day gap_to = 0;
  Day max_deviation = 0;  ///< of the gaps, population; of cadences only

  friend bool operator==(const Rhythm&, const Rhythm&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, name, gap_from, gap_to, max_deviation);
  }
};

struct SubscriptionRules {
  Day lookback_days = 180;
  std::uint32_t min_charges = 3;
  std::vector<std::string> not_subscription = {"FOOD_AND_DRINK*", "TRANSPORTATION_GAS*", "RENT_AND_UTILITIES*",
                                               "LOAN_PAYMENTS*"};
  /// Every transaction of a merchant, not its purchases below 0 outside not_subscription
  bool takes_all_rows = false;
  bool one_charge_a_date = true;  ///< charges of one merchant on one date count as one
  /// The first that fits
  std::vector<Rhythm> cadences = {{"weekly", 5, 9, 3}, {"biweekly", 12, 16, 3}, {"monthly", 25, 35, 7}};
  Day irregular_gap_days_below = 60;
  std::int64_t max_amount_variation = 2'000;  ///< sample deviation / mean, in 1/10,000
  bool irregular_counts = false;              ///< irregular merchants are subscriptions too
  bool active_by_window = false;              ///< active: charged within the window; else by active_median_gaps
  std::int64_t active_median_gaps = 150;      ///< the last charge is at most so many median gaps old, in 1/100

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, lookback_days, min_charges, not_subscription, takes_all_rows, one_charge_a_date,
                     cadences);
    serialize_fields(archive, irregular_gap_days_below, max_amount_variation, irregular_counts, active_by_window,
                     active_median_gaps);
  }
};

struct SavingsRules {
  std::vector<std::string> subtypes = {"savings", "money_market", "cd", "hsa"};
  /// Not empty: net inflow is minus the sum of rows whose merchant contains it, in any case
  std::string inflow_merchant;
  /// Growth is 1 where the start is <= 0 and the balance above 0, and 0 where neither is
  bool growth_from_nothing = false;
  bool expenses_without_savings = true;  ///< avg_monthly_expenses also for customers without a savings account

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, subtypes, inflow_merchant, growth_from_nothing, expenses_without_savings);
  }
};

struct CreditRules {
  bool cards_need_liability = false;  ///< an account of subtype credit_card without a liability is no card
  /// Limit = 2 · balance, `limit_without_balance` where that is not above 0; balance 0 where no statement is known
  bool limit_from_statement = false;
  Minor limit_without_balance = 100'000;
  bool total_limits_of_accounts = false;  ///< credit_total_limits sums the limits of accounts of type credit
  bool max_is_aggregate = false;          ///< credit_max_utilization_pct is the aggregate one
  std::int64_t moderate_pct = 3'000;      ///< tiers of a card's utilization, in 1/100 percent
  std::int64_t high_pct = 5'000;
  std::int64_t very_high_pct = 8'000;
  std::int64_t minimum_payment_pct = 10'500;  ///< last payment at most this share of the minimum, in 1/100 percent

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, cards_need_liability, limit_from_statement, limit_without_balance,
                     total_limits_of_accounts);
    serialize_fields(archive, max_is_aggregate, moderate_pct, high_pct, very_high_pct, minimum_payment_pct);
  }
};

struct IncomeRules {
  Minor min_amount = 50'000;  ///< inflows of at least this are income whatever their category
  bool transfers_count = false;
  std::uint32_t min_payments = 2;           ///< for averages, gaps and frequency
  bool nothing_below_min_payments = false;  ///< with fewer payments every figure is 0
  Day max_deviation_days = 7;               ///< gaps that deviate more are irregular
  std::vector<Rhythm> frequencies = {{"weekly", 5, 9}, {"biweekly", 12, 16}, {"monthly", 28, 32}};

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, min_amount, transfers_count, min_payments, nothing_below_min_payments, max_deviation_days,
                     frequencies);
  }
};

/// Every threshold of the signals; the defaults are DEFINITIONS section 7's.
struct SignalProfile {
  SignalSet set = SignalSet::kBank;
  BankRules bank;                        ///< of the set kBank; what follows is spendsense's
  std::vector<Day> windows = {30, 180};  ///< ascending, distinct, 1 to kMaxWindows of them
  bool windows_closed = false;           ///< [ref - N, ref] instead of (ref - N, ref]; the lookback too
  /// 0 for what cannot be computed; not for credit_total_limits and transaction_history_days
  bool null_as_zero = false;
  SubscriptionRules subscriptions;
  SavingsRules savings;
  CreditRules credit;
  IncomeRules income;

  /// Days of age that lie within a window or lookback of `days`: age < this.
  [[nodiscard]] Day age_limit(Day days) const { return windows_closed ? days + 1 : days; }

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    auto code = static_cast<std::uint8_t>(set);
    serialize_fields(archive, code, bank, windows, windows_closed, null_as_zero, subscriptions, savings, credit,
                     income);
    set = static_cast<SignalSet>(code);
  }
};

/// The profile that reproduces the loop-based system spendsense (DEFINITIONS section 9), but for `include_pending` and
/// `not_spending`, which are matters of classifying rows.
[[nodiscard]] SignalProfile spendsense_profile();

/// The windows of the profile's set.
[[nodiscard]] std::vector<Window> windows_of(const SignalProfile& profile);

/// The names of the values of a signal of kind kChoice, by index.
[[nodiscard]] std::vector<std::string> choices_of(const SignalProfile& profile, std::size_t signal);

/// Names of the cadences, then "irregular"; a subscription's cadence is an index into them.
[[nodiscard]] std::vector<std::string> cadence_names(const SignalProfile& profile);
/// Names of the frequencies, then "irregular", "unknown"; payment_frequency is an index into them.
[[nodiscard]] std::vector<std::string> payment_frequencies(const SignalProfile& profile);

/// Bit s is set where subtype s is one of a savings account.
[[nodiscard]] std::uint32_t savings_subtype_bits(const SignalProfile& profile);

}  // namespace spendlens::signals
