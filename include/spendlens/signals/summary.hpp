#pragma once

#include <cstdint>
#include <limits>

#include "spendlens/core/accounts.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::signals {

/// A count, a count of cards and a number that are not known; kNoMoney and kNoFlag are those of money and flags.
inline constexpr std::uint32_t kNoCount = 0xFFFF'FFFF;
inline constexpr std::uint16_t kNoCards = 0xFFFF;
inline constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

/// One customer's signals in one window (DEFINITIONS section 7). Minor is in minor units; doubles are days, months,
/// percentages of 0 to 100, ratios, or money in major units (monthly_recurring_spend, avg_monthly_expenses,
/// avg_income_per_payment). signals.hpp says each one's name, units and meaning.
struct Summary {
  std::uint32_t subscription_count = kNoCount;
  std::uint32_t recurring_irregular_count = kNoCount;
  Minor subscription_spend = kNoMoney;
  double monthly_recurring_spend = kNoNumber;
  double subscription_share_pct = kNoNumber;

  std::uint8_t has_savings_accounts = kNoFlag;
  Minor total_savings_balance = kNoMoney;
  Minor net_inflow = kNoMoney;
  double savings_growth_rate = kNoNumber;
  double avg_monthly_expenses = kNoNumber;
  double emergency_fund_months = kNoNumber;

  std::uint16_t num_credit_cards = kNoCards;
  std::uint16_t cards_without_limit = kNoCards;
  double credit_aggregate_utilization_pct = kNoNumber;
  double credit_max_utilization_pct = kNoNumber;
  std::uint16_t high_utilization_count = kNoCards;
  std::uint16_t very_high_utilization_count = kNoCards;
  std::uint16_t minimum_payment_only_count = kNoCards;
  std::uint16_t overdue_count = kNoCards;
  std::uint8_t has_interest_charges = kNoFlag;
  Minor credit_total_limits = kNoMoney;

  std::uint32_t income_payroll_count = kNoCount;
  Minor total_income = kNoMoney;
  double avg_income_per_payment = kNoNumber;
  double income_median_pay_gap_days = kNoNumber;
  std::uint8_t payment_frequency = kNoFlag;  ///< index into payment_frequencies() of the profile
  double income_variability_cv = kNoNumber;
  std::uint8_t has_regular_income = kNoFlag;
  double cash_flow_buffer_months = kNoNumber;

  std::uint32_t transaction_history_days = kNoCount;
  Minor spend = 0;

  // Completeness: whether the detector had anything to look at. Never null.
  std::uint8_t subscriptions_complete = 0;
  std::uint8_t savings_complete = 0;
  std::uint8_t credit_complete = 0;
  std::uint8_t income_complete = 0;
};

}  // namespace spendlens::signals
