#include "report/page/signal_titles.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "spendlens/signals/signals.hpp"

namespace spendlens::report {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 35> kTitles = {{
    {"subscription_count", "Subscriptions"},
    {"recurring_irregular_count", "Irregularly recurring charges"},
    {"subscription_spend", "Subscription spend"},
    {"monthly_recurring_spend", "Subscription spend a month"},
    {"subscription_share_pct", "Subscription share of spend"},
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
}};
static_assert(kTitles.size() == signals::kNumSignals);

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
