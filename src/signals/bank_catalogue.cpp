#include "signals/bank_catalogue.hpp"

#include <array>

namespace spendlens::signals {

namespace {

constexpr const char* kInCount = "count";
constexpr const char* kInDays = "days";
constexpr const char* kInMonths = "months";
constexpr const char* kInPercent = "percent";
constexpr const char* kInMinor = "minor units";
constexpr const char* kInMajor = "major units";

constexpr std::array<SignalInfo, kNumBankSignals> make_bank_signals() {
  using enum SignalKind;
  using enum Detector;
  return {{
      {"subscription_count", kCount, kSubscriptions, true, kInCount, "Subscriptions that are active or late"},
      {"subscription_early_count", kCount, kSubscriptions, true, kInCount,
       "Payees charged twice, a month apart, for the same amount: subscriptions perhaps"},
      {"subscription_lapsed_count", kCount, kSubscriptions, false, kInCount,
       "Subscriptions that lapsed, last charged in the window"},
      {"subscription_monthly_cost", kNumber, kSubscriptions, true, kInMajor,
       "What subscriptions that are active or late cost a month"},
      {"subscription_share_pct", kNumber, kSubscriptions, false, kInPercent,
       "subscription_monthly_cost in percent of monthly_outgoings"},
      {"price_rise_count", kCount, kSubscriptions, false, kInCount,
       "Subscriptions, active or late, whose last change of price is a rise in the window"},
      {"bills_monthly", kNumber, kSubscriptions, true, kInMajor, "What bills that are active or late cost a month"},
      {"loans_monthly", kNumber, kSubscriptions, true, kInMajor, "The same of payments of loans"},
      {"bnpl_count", kCount, kSubscriptions, true, kInCount,
       "Purchases that are paid later, in streams active or late"},
      {"bnpl_monthly", kNumber, kSubscriptions, true, kInMajor, "What these cost a month"},
      {"standing_orders_monthly", kNumber, kSubscriptions, true, kInMajor,
       "What standing orders that are active or late come to a month"},
      {"committed_share_pct", kNumber, kSubscriptions, false, kInPercent,
       "Subscriptions, bills, loans, bnpl and standing orders a month in percent of income_monthly"},
      {"next_30d_due", kMoney, kSubscriptions, true, kInMinor,
       "What of these is due in the 30 days after the reference date"},
      {"income_monthly", kNumber, kIncome, false, kInMajor, "Income a month"},
      {"income_regular_share_pct", kNumber, kIncome, false, kInPercent,
       "Regular streams, active or late, in percent of income_monthly"},
      {"income_frequency", kChoice, kIncome, false, "", "Cadence of the largest regular stream of income"},
      {"income_stream_count", kCount, kIncome, false, kInCount, "Streams of income that are active or late"},
      {"income_extra", kMoney, kIncome, false, kInMinor,
       "What payers of income paid in the window beside their streams"},
      {"income_passive", kMoney, kIncome, false, kInMinor, "Interest, dividends and tax refunds in the window"},
      {"income_low_month_pct", kNumber, kIncome, false, kInPercent,
       "Income of the lowest of the last whole months in percent of their median"},
      {"monthly_outgoings", kNumber, kOutgoings, false, kInMajor, "Spending less refunds, a month"},
      {"spending", kMoney, kOutgoings, false, kInMinor, "Spending in the window, own transfers left out"},
      {"refunds", kMoney, kOutgoings, false, kInMinor, "Refunds in the window"},
      {"liquid_balance", kMoney, kSavings, true, kInMinor, "Balances of checking, savings and money market accounts"},
      {"liquid_months", kNumber, kSavings, false, kInMonths, "liquid_balance over monthly_outgoings"},
      {"savings_balance", kMoney, kSavings, true, kInMinor, "Balances of savings accounts"},
      {"emergency_fund_months", kNumber, kSavings, false, kInMonths, "savings_balance over monthly_outgoings"},
      {"savings_net_inflow", kMoney, kSavings, false, kInMinor,
       "Deposits less withdrawals of savings accounts in the window"},
      {"savings_growth_rate", kNumber, kSavings, false, "ratio", "savings_net_inflow over the balance before it"},
      {"num_credit_cards", kCards, kCredit, true, kInCount, "Credit cards"},
      {"cards_without_limit", kCards, kCredit, true, kInCount,
       "Cards without a limit above 0; they are not in utilization"},
      {"credit_aggregate_utilization_pct", kNumber, kCredit, true, kInPercent, "Balances over limits, all cards"},
      {"credit_max_utilization_pct", kNumber, kCredit, true, kInPercent, "Balance over limit of the highest card"},
      {"high_utilization_count", kCards, kCredit, true, kInCount, "Cards of high or very high utilization"},
      {"very_high_utilization_count", kCards, kCredit, true, kInCount, "Cards of very high utilization"},
      {"overdue_count", kCards, kCredit, true, kInCount, "Cards with an overdue payment"},
      {"credit_total_limits", kMoney, kCredit, true, kInMinor, "Sum of the cards' limits"},
      {"revolving_utilization_pct", kNumber, kCredit, true, kInPercent,
       "Balance over limit of the highest card that is not paid in full"},
      {"minimum_payment_only_count", kCards, kCredit, true, kInCount,
       "Cards of which hardly more than the minimum was paid"},
      {"interest_paid", kMoney, kCredit, false, kInMinor, "Interest charged in the window"},
      {"has_interest_charges", kFlag, kCredit, false, "", "Whether interest was charged in the window"},
      {"overdraft_count", kCount, kShortfall, false, kInCount, "Overdraft fees in the window, less those given back"},
      {"nsf_count", kCount, kShortfall, false, kInCount,
       "Fees for payments that were not covered in the window, less those given back"},
      {"shortfall_count", kCount, kShortfall, false, kInCount, "overdraft_count and nsf_count together"},
      {"fees_total", kMoney, kShortfall, false, kInMinor, "Fees in the window, less those given back"},
      {"advance_count", kCount, kShortfall, false, kInCount, "Advances on wages and cash advances in the window"},
      {"advance_total", kMoney, kShortfall, false, kInMinor, "What these brought"},
      {"negative_balance", kFlag, kShortfall, true, "", "Whether a depository account is below 0 now"},
      {"activity", kChoice, kHistory, true, "", "What the customer's rows allow to be said"},
      {"joint_accounts", kCards, kHistory, true, kInCount,
       "Joint accounts whose rows and balance count for another customer, the first named"},
      {"transaction_history_days", kCount, kHistory, true, kInDays,
       "Days from the first transaction to the reference date"},
      {"days_observed", kCount, kHistory, false, kInDays, "Days of the window that the customer's history covers"},
  }};
}

constexpr std::array<SignalInfo, kNumBankSignals> kBankSignals = make_bank_signals();

static_assert(kBankSignals.back().description[0] != '\0', "every signal has an entry");

}  // namespace

std::span<const SignalInfo> bank_signals() { return kBankSignals; }

}  // namespace spendlens::signals
