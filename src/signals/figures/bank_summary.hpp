#pragma once

#include <array>
#include <cstdint>
#include <variant>

#include "spendlens/signals/catalogue.hpp"
#include "spendlens/signals/signals.hpp"

namespace spendlens::signals {

/// One customer's signals of section 7 in one window; catalogue_of(SignalSet::kBank) says what each is.
struct BankSummary {
  std::uint32_t subscription_count = kNoCount;
  std::uint32_t subscription_early_count = kNoCount;
  std::uint32_t subscription_lapsed_count = kNoCount;
  double subscription_monthly_cost = kNoNumber;
  double subscription_share_pct = kNoNumber;
  std::uint32_t price_rise_count = kNoCount;
  double bills_monthly = kNoNumber;
  double loans_monthly = kNoNumber;
  std::uint32_t bnpl_count = kNoCount;
  double bnpl_monthly = kNoNumber;
  double standing_orders_monthly = kNoNumber;
  double committed_share_pct = kNoNumber;
  Minor next_30d_due = kNoMoney;

  double income_monthly = kNoNumber;
  double income_regular_share_pct = kNoNumber;
  std::uint8_t income_frequency = kNoFlag;
  std::uint32_t income_stream_count = kNoCount;
  Minor income_extra = kNoMoney;
  Minor income_passive = kNoMoney;
  double income_low_month_pct = kNoNumber;

  double monthly_outgoings = kNoNumber;
  Minor spending = kNoMoney;
  Minor refunds = kNoMoney;
  Minor liquid_balance = kNoMoney;
  double liquid_months = kNoNumber;
  Minor savings_balance = kNoMoney;
  double emergency_fund_months = kNoNumber;
  Minor savings_net_inflow = kNoMoney;
  double savings_growth_rate = kNoNumber;

  std::uint16_t num_credit_cards = kNoCards;
  std::uint16_t cards_without_limit = kNoCards;
  double credit_aggregate_utilization_pct = kNoNumber;
  double credit_max_utilization_pct = kNoNumber;
  std::uint16_t high_utilization_count = kNoCards;
  std::uint16_t very_high_utilization_count = kNoCards;
  std::uint16_t overdue_count = kNoCards;
  Minor credit_total_limits = kNoMoney;
  double revolving_utilization_pct = kNoNumber;
  std::uint16_t minimum_payment_only_count = kNoCards;
  Minor interest_paid = kNoMoney;
  std::uint8_t has_interest_charges = kNoFlag;

  std::uint32_t overdraft_count = kNoCount;
  std::uint32_t nsf_count = kNoCount;
  std::uint32_t shortfall_count = kNoCount;
  Minor fees_total = kNoMoney;
  std::uint32_t advance_count = kNoCount;
  Minor advance_total = kNoMoney;
  std::uint8_t negative_balance = kNoFlag;

  std::uint8_t activity = kNoFlag;
  std::uint16_t joint_accounts = kNoCards;
  std::uint32_t transaction_history_days = kNoCount;
  std::uint32_t days_observed = kNoCount;
};

using BankMember = std::variant<std::uint32_t BankSummary::*, std::uint16_t BankSummary::*, Minor BankSummary::*,
                                double BankSummary::*, std::uint8_t BankSummary::*>;

/// The members that hold each signal, by BankSignal.
[[nodiscard]] const std::array<BankMember, kNumBankSignals>& bank_members();

/// Puts summaries into rows [first, first + summaries.size()) of a table of the set kBank.
void put(SignalTable& table, std::size_t first, std::span<const BankSummary> summaries);

}  // namespace spendlens::signals
