#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/serialization.hpp"
#include "spendlens/signals/category_class.hpp"
#include "spendlens/signals/stream.hpp"
#include "spendlens/signals/window.hpp"

namespace spendlens::signals {

/// When payments are of one cadence, and what it comes to.
struct CadenceRule {
  Day tolerance = 0;              ///< days by which a payment may miss its date
  std::uint32_t min_charges = 3;  ///< at least 2; semi_monthly at least 3
  std::int64_t share = 0;         ///< payments in a month of 30.4375 days, in 1/1344
  Day period = 0;                 ///< days

  friend bool operator==(const CadenceRule&, const CadenceRule&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, tolerance, min_charges, share, period);
  }
};

/// The rules by Cadence. What one step is (7 days, 1 month) is the cadence's name.
inline constexpr std::array<CadenceRule, kNumCadences> kDefaultCadences = {{
    {1, 3, 5844, 7},
    {2, 3, 2922, 14},
    {4, 4, 2688, 15},
    {2, 3, 1461, 28},
    {4, 3, 1344, 30},
    {5, 3, 672, 61},
    {8, 2, 448, 91},
    {10, 2, 224, 182},
    {15, 2, 112, 365},
}};

/// The most that a profile may say: steps of a missed payment, days between the two of a month, days between the rows
/// of a transfer.
inline constexpr std::uint32_t kMostSteps = 12;
inline constexpr Day kMostSemiMonthlyDays = 31;
inline constexpr Day kMostPairDays = 366;

struct StreamRules {
  Day lookback_days = 800;  ///< at most kMaxProfileDays, and at least the longest window
  std::array<CadenceRule, kNumCadences> cadences = kDefaultCadences;
  std::uint32_t max_steps = 3;    ///< a gap may be of so many steps: payments that were missed
  std::int64_t on_time_pct = 60;  ///< of the gaps, at least
  std::int64_t fit_pct = 75;      ///< likewise: on time or after missed ones
  Day semi_monthly_from = 11;     ///< days since the payment before, of semi_monthly
  Day semi_monthly_to = 20;
  std::int64_t two_charges_pct = 10;    ///< two charges differ by at most this, of the smaller
  std::int64_t change_pct = 5;          ///< consecutive amounts that differ by more, of the smaller, are a change
  std::uint32_t changes_allowed = 1;    ///< of a fixed amount
  std::uint32_t charges_a_change = 6;   ///< and one more for each so many charges
  std::uint32_t max_doubled_dates = 1;  ///< dates with several charges; beyond, a payee is split
  std::int64_t split_pct = 1;           ///< a step between sorted amounts above this begins a new part
  std::int64_t income_split_pct = 25;
  std::uint32_t min_part_charges = 3;
  std::uint32_t min_parts = 2;  ///< so many parts with
  std::int64_t parts_pct = 80;  ///< this share of the charges are the streams instead of a varying whole
  Day min_grace_days = 3;       ///< grace = tolerance + max(this, period / grace_divisor)
  Day grace_divisor = 4;
  Day early_from = 26;  ///< days between the two charges of an early stream
  Day early_to = 35;
  Day early_age = 45;               ///< days since its last charge, at most
  Day short_habit_days = 28;        ///< short_habit comes more often than this
  Minor max_subscription = 25'000;  ///< a month, minor units
  std::uint32_t max_instalments = 4;

  friend bool operator==(const StreamRules&, const StreamRules&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, lookback_days);
    for (CadenceRule& rule : cadences) serialize_fields(archive, rule);
    serialize_fields(archive, max_steps, on_time_pct, fit_pct, semi_monthly_from, semi_monthly_to, two_charges_pct,
                     change_pct, changes_allowed, charges_a_change, max_doubled_dates, split_pct, income_split_pct);
    serialize_fields(archive, min_part_charges, min_parts, parts_pct, min_grace_days, grace_divisor, early_from,
                     early_to, early_age, short_habit_days, max_subscription, max_instalments);
  }
};

/// Beside StreamRules.
struct EarningsRules {
  std::uint32_t min_other_charges = 3;          ///< of inflows of class other or none
  std::uint32_t typical_payments = 13;          ///< the last ones, of which typical is the median; 1 to 1,000
  std::int64_t max_deviation_pct = 5'000;       ///< median absolute deviation of regular income, in 1/100 percent of it
  std::int64_t variable_deviation_pct = 1'250;  ///< the same of variable_income
  std::uint32_t low_month_months = 6;           ///< whole calendar months; 2 to 24

  friend bool operator==(const EarningsRules&, const EarningsRules&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, min_other_charges, typical_payments, max_deviation_pct, variable_deviation_pct,
                     low_month_months);
  }
};

struct ReserveRules {
  std::vector<std::string> liquid = {"checking", "savings", "money_market"};  ///< subtypes
  std::vector<std::string> savings = {"savings", "money_market", "cd", "hsa"};

  friend bool operator==(const ReserveRules&, const ReserveRules&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, liquid, savings);
  }
};

struct CardRules {
  std::int64_t moderate_pct = 3'000;  ///< tiers of a card's utilization, in 1/100 percent
  std::int64_t high_pct = 5'000;
  std::int64_t very_high_pct = 8'000;
  std::int64_t minimum_payment_pct = 10'500;  ///< last payment at most this share of the minimum, in 1/100 percent
  Day interest_days = 60;                     ///< a row of interest in so many days up to ref: revolving

  friend bool operator==(const CardRules&, const CardRules&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, moderate_pct, high_pct, very_high_pct, minimum_payment_pct, interest_days);
  }
};

/// Every number of the signals of section 7.
struct BankRules {
  /// Distinct, 1 to kMaxWindows of them, in ascending order of their longest extent
  std::vector<Window> windows = {Window::months(1), Window::months(6), Window::months(12)};
  std::vector<ClassPatterns> classes = default_classes();
  Day pair_days = 4;             ///< between the two rows of an own transfer
  Day min_observed_days = 60;    ///< monthly figures need so many; a shorter history is new
  Day dormant_days = 90;         ///< without a row: dormant
  Minor min_outgoings = 10'000;  ///< a month, minor units, for shares of outgoings
  StreamRules streams;
  EarningsRules income;
  ReserveRules reserves;
  CardRules cards;

  friend bool operator==(const BankRules&, const BankRules&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, windows, classes, pair_days, min_observed_days, dormant_days, min_outgoings, streams,
                     income, reserves, cards);
  }
};

/// Throws UsageError where a rule is impossible, naming it.
void validate(const BankRules& rules);

}  // namespace spendlens::signals
