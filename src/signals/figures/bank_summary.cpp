#include "signals/figures/bank_summary.hpp"

namespace spendlens::signals {

namespace {

template <class T>
void put_member(SignalTable& table, std::size_t signal, std::size_t first, std::span<const BankSummary> summaries,
                T BankSummary::*member) {
  T* to = table.values_to_fill<T>(signal).data() + first;
  for (std::size_t c = 0; c < summaries.size(); ++c) to[c] = summaries[c].*member;
}

}  // namespace

const std::array<BankMember, kNumBankSignals>& bank_members() {
  using S = BankSummary;
  static const std::array<BankMember, kNumBankSignals> members = {
      &S::subscription_count,
      &S::subscription_early_count,
      &S::subscription_lapsed_count,
      &S::subscription_monthly_cost,
      &S::subscription_share_pct,
      &S::price_rise_count,
      &S::bills_monthly,
      &S::loans_monthly,
      &S::bnpl_count,
      &S::bnpl_monthly,
      &S::standing_orders_monthly,
      &S::committed_share_pct,
      &S::next_30d_due,
      &S::income_monthly,
      &S::income_regular_share_pct,
      &S::income_frequency,
      &S::income_stream_count,
      &S::income_extra,
      &S::income_passive,
      &S::income_low_month_pct,
      &S::monthly_outgoings,
      &S::spending,
      &S::refunds,
      &S::liquid_balance,
      &S::liquid_months,
      &S::savings_balance,
      &S::emergency_fund_months,
      &S::savings_net_inflow,
      &S::savings_growth_rate,
      &S::num_credit_cards,
      &S::cards_without_limit,
      &S::credit_aggregate_utilization_pct,
      &S::credit_max_utilization_pct,
      &S::high_utilization_count,
      &S::very_high_utilization_count,
      &S::overdue_count,
      &S::credit_total_limits,
      &S::revolving_utilization_pct,
      &S::minimum_payment_only_count,
      &S::interest_paid,
      &S::has_interest_charges,
      &S::overdraft_count,
      &S::nsf_count,
      &S::shortfall_count,
      &S::fees_total,
      &S::advance_count,
      &S::advance_total,
      &S::negative_balance,
      &S::activity,
      &S::joint_accounts,
      &S::transaction_history_days,
      &S::days_observed,
  };
  return members;
}

void put(SignalTable& table, std::size_t first, std::span<const BankSummary> summaries) {
  for (std::size_t i = 0; i < kNumBankSignals; ++i)
    if (!table.is_unknown(i))
      std::visit([&](auto member) { put_member(table, i, first, summaries, member); }, bank_members()[i]);
}

}  // namespace spendlens::signals
