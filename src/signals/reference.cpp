#include "signals/reference.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "signals/detectors.hpp"
#include "signals/figures/expressions.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::signals {

namespace reference {

namespace {

std::optional<Minor> known(Minor amount) { return amount == kNoMoney ? std::nullopt : std::optional(amount); }

std::vector<Account> read_accounts(const AccountColumns& columns, const LiabilityColumns& liabilities) {
  std::vector<Account> accounts;
  for (std::size_t i = 0; i < columns.type.size(); ++i) {
    Account account;
    account.type = static_cast<AccountType>(columns.type[i]);
    account.subtype = static_cast<AccountSubtype>(columns.subtype[i]);
    account.balance = known(columns.balance_current[i]);
    account.limit = known(columns.balance_limit[i]);
    accounts.push_back(account);
  }
  for (std::size_t i = 0; i < liabilities.type.size(); ++i) {
    Account& account = accounts.at(liabilities.account[i]);
    account.has_liability = true;
    account.liability_type = static_cast<LiabilityType>(liabilities.type[i]);
    account.statement = known(liabilities.last_statement_balance[i]);
    account.minimum = known(liabilities.minimum_payment_amount[i]);
    account.last_payment = known(liabilities.last_payment_amount[i]);
    account.is_overdue = liabilities.is_overdue[i] == 1;
    account.has_interest = liabilities.has_interest[i] == 1;
  }
  return accounts;
}

bool is_purchase_row(const Row& row) { return is_purchase(row.amount, row.classes); }

void summarize_history(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to) {
  const Day lookback = profile.age_limit(profile.subscriptions.lookback_days);
  const Day income_days = profile.age_limit(kIncomeFlagDays);
  for (std::size_t w = 0; w < to.size(); ++w) {
    int128 spend = 0;
    for (const Row& row : customer.rows) {
      if (is_purchase_row(row) && row.age < profile.age_limit(profile.windows[w])) spend -= row.amount;
      if (is_purchase_row(row) && row.age < lookback) to[w].subscriptions_complete = 1;
      if (row.amount > 0 && row.age < income_days) to[w].income_complete = 1;
      const auto age = static_cast<std::uint32_t>(row.age);
      if (to[w].transaction_history_days == kNoCount || to[w].transaction_history_days < age)
        to[w].transaction_history_days = age;
    }
    to[w].spend = sum_of_money(spend, "spend");
    to[w].savings_complete = to[w].credit_complete = !customer.accounts.empty();
  }
}

void zero_nulls(const SignalProfile& profile, Summary& s) {
  for (auto count : {&Summary::subscription_count, &Summary::recurring_irregular_count, &Summary::income_payroll_count})
    if (s.*count == kNoCount) s.*count = 0;
  for (auto cards :
       {&Summary::num_credit_cards, &Summary::cards_without_limit, &Summary::high_utilization_count,
        &Summary::very_high_utilization_count, &Summary::minimum_payment_only_count, &Summary::overdue_count})
    if (s.*cards == kNoCards) s.*cards = 0;
  for (auto money :
       {&Summary::subscription_spend, &Summary::total_savings_balance, &Summary::net_inflow, &Summary::total_income})
    if (s.*money == kNoMoney) s.*money = 0;
  for (auto flag : {&Summary::has_savings_accounts, &Summary::has_interest_charges, &Summary::has_regular_income})
    if (s.*flag == kNoFlag) s.*flag = 0;
  if (s.payment_frequency == kNoFlag)
    s.payment_frequency = static_cast<std::uint8_t>(payment_frequencies(profile).size() - 1);
  for (auto number :
       {&Summary::monthly_recurring_spend, &Summary::subscription_share_pct, &Summary::savings_growth_rate,
        &Summary::avg_monthly_expenses, &Summary::emergency_fund_months, &Summary::credit_aggregate_utilization_pct,
        &Summary::credit_max_utilization_pct, &Summary::avg_income_per_payment, &Summary::income_median_pay_gap_days,
        &Summary::income_variability_cv, &Summary::cash_flow_buffer_months})
    if (std::isnan(s.*number)) s.*number = 0;
}

}  // namespace

Customer read(const CustomerColumns& columns, Day reference) {
  Customer customer;
  const auto& rows = columns.transactions;
  for (std::size_t i = 0; i < rows.timestamp.size(); ++i) {
    const Row row{reference - day_of(rows.timestamp[i]), rows.amount[i],
                  columns.merchant.empty() ? kNoMerchant : columns.merchant[i],
                  rows.row_class.empty() ? std::uint8_t{0} : rows.row_class[i]};
    if (row.amount < -kMaxOrderMinor || row.amount > kMaxOrderMinor || rows.timestamp[i] >= kTimestampLimit)
      throw InputError("customer 0 (counted from 0): a row's amount or timestamp is out of range");
    if (row.age >= 0 && (row.classes & row_class::kLeftOut) == 0) customer.rows.push_back(row);
  }
  customer.accounts = read_accounts(columns.accounts, columns.liabilities);
  return customer;
}

Minor sum_of_money(int128 sum, const char* what) {
  if (sum >= kNoMoney || sum <= -int128{kNoMoney})
    throw InputError(std::string("the sum of ") + what + " overflows 64 bits");
  return static_cast<Minor>(sum);
}

double median(std::vector<Day> gaps) {
  std::sort(gaps.begin(), gaps.end());
  const std::size_t n = gaps.size();
  return n % 2 == 1 ? gaps[n / 2] : (gaps[n / 2 - 1] + gaps[n / 2]) / 2.0;
}

}  // namespace reference

CustomerSummary generate_summary_reference(const CustomerColumns& columns, Day reference_day,
                                           const SignalProfile& profile) {
  if (columns.num_customers() != 1) throw UsageError("generate_summary_reference takes one customer");
  check_columns(columns);
  check_reference(reference_day);
  validate(profile);
  const reference::Customer customer = reference::read(columns, reference_day);
  CustomerSummary result{profile.windows, std::vector<Summary>(profile.windows.size()), {}};
  reference::summarize_history(customer, profile, result.summaries);
  if (columns.knows_merchants)
    reference::summarize_subscriptions(customer, reference_day, profile, result.summaries, result.subscriptions);
  if (!customer.accounts.empty()) {
    reference::summarize_savings(customer, profile, result.summaries);
    reference::summarize_credit(customer, profile, result.summaries);
  }
  if (columns.knows_income || profile.null_as_zero) reference::summarize_income(customer, profile, result.summaries);
  if (profile.null_as_zero)
    for (Summary& summary : result.summaries) reference::zero_nulls(profile, summary);
  return result;
}

}  // namespace spendlens::signals
