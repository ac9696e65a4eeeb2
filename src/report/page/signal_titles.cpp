#include "report/page/signal_titles.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace spendlens::report {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 72> kTitles = {{
    {"subscription_count", "Subscriptions"},
    {"recurring_irregular_count", "Irregularly recurring charges"},
    {"subscription_spend", "Subscription spend"},
    {"monthly_recurring_spend", "Subscription spend a month"},
    {"subscription_share_pct", "Subscription share of outgoings"},
    {"has_savings_accounts", "Savings account"},
    {"total_savings_balance", "Savings balance"},
    {"net_inflow", "Net inflow into savings"},
    {"savings_growth_rate", "Savings growth rate"},
    {"avg_monthly_expenses", "Monthly expenses"},
    {"emergency_fund_months", "Emergency fund"},
    {"num_credit_cards", "Credit cards"},
    {"cards_without_limit", "Cards without a limit"},
    {"credit_aggregate_utilization_pct", "Utilization of all cards"},
    {"credit_max_utilization_pct", "Utilization of the fullest card"},
    {"high_utilization_count", "Cards of high utilization"},
    {"very_high_utilization_count", "Cards of very high utilization"},
    {"minimum_payment_only_count", "Cards with minimum payments only"},
    {"overdue_count", "Overdue cards"},
    {"has_interest_charges", "Interest on a card"},
    {"credit_total_limits", "Total card limits"},
    {"income_payroll_count", "Payments of income"},
    {"total_income", "Total income"},
    {"avg_income_per_payment", "Income per payment"},
    {"income_median_pay_gap_days", "Time between payments of income"},
    {"payment_frequency", "Rhythm of income"},
    {"income_variability_cv", "Variability of income"},
    {"has_regular_income", "Regular income"},
    {"cash_flow_buffer_months", "Cash flow buffer"},
    {"transaction_history_days", "Transaction history"},
    {"spend", "Spend"},
    {"subscriptions_complete", "Data for subscriptions"},
    {"savings_complete", "Data for savings"},
    {"credit_complete", "Data for credit"},
    {"income_complete", "Data for income"},
    {"subscription_early_count", "Subscriptions perhaps"},
    {"subscription_lapsed_count", "Lapsed subscriptions"},
    {"subscription_monthly_cost", "Cost of subscriptions a month"},
    {"price_rise_count", "Price rises of subscriptions"},
    {"bills_monthly", "Bills a month"},
    {"loans_monthly", "Loan payments a month"},
    {"bnpl_count", "Purchases paid later"},
    {"bnpl_monthly", "Paid later a month"},
    {"standing_orders_monthly", "Standing orders a month"},
    {"committed_share_pct", "Committed share of income"},
    {"next_30d_due", "Due in the next 30 days"},
    {"income_monthly", "Income a month"},
    {"income_regular_share_pct", "Regular share of income"},
    {"income_frequency", "Rhythm of income"},
    {"income_stream_count", "Streams of income"},
    {"income_extra", "Extra income"},
    {"income_passive", "Passive income"},
    {"income_low_month_pct", "Income of the lowest month"},
    {"monthly_outgoings", "Outgoings a month"},
    {"spending", "Spending"},
    {"refunds", "Refunds"},
    {"liquid_balance", "Liquid balance"},
    {"liquid_months", "Liquid months"},
    {"savings_balance", "Savings balance"},
    {"savings_net_inflow", "Net inflow into savings"},
    {"revolving_utilization_pct", "Utilization of revolving cards"},
    {"interest_paid", "Interest paid"},
    {"overdraft_count", "Overdrafts"},
    {"nsf_count", "Payments not covered"},
    {"shortfall_count", "Shortfalls"},
    {"fees_total", "Fees"},
    {"advance_count", "Cash advances"},
    {"advance_total", "Cash advanced"},
    {"negative_balance", "Negative balance"},
    {"activity", "What can be judged"},
    {"joint_accounts", "Joint accounts of others"},
    {"days_observed", "Days observed"},
}};

}  // namespace

std::string signal_title(std::string_view name) {
  const auto* found =
      std::find_if(kTitles.begin(), kTitles.end(), [name](const auto& title) { return title.first == name; });
  return std::string(found == kTitles.end() ? name : found->second);
}

std::string signal_words(std::string_view name) {
  std::string words = signal_title(name);
  if (words != name && words.front() >= 'A' && words.front() <= 'Z')
    words.front() = static_cast<char>(words.front() - 'A' + 'a');
  return words;
}

}  // namespace spendlens::report
