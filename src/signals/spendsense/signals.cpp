#include "signals/spendsense/signals.hpp"

#include <fmt/core.h>

#include <cmath>

#include "signals/spendsense/detectors.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::signals::spendsense {

namespace {

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

/// A subscription as the streams of the other set are told.
Stream stream_of(const Subscription& subscription, std::uint64_t customer, const std::vector<std::string>& cadences) {
  Stream stream;
  stream.customer = customer;
  stream.payee = subscription.merchant;
  stream.kind = StreamKind::kSubscription;
  stream.cadence = parse_cadence(cadences[subscription.cadence]).value_or(Cadence::kIrregular);
  stream.state = subscription.state == SubscriptionState::kActive ? StreamState::kActive : StreamState::kLapsed;
  stream.amount = static_cast<Minor>(std::llround(subscription.average_amount * 100));
  stream.charges = subscription.charge_count;
  stream.last = subscription.last_charge;
  return stream;
}

SignalResults results_of(const CustomerSummary& summary, std::uint64_t customer, const SignalProfile& profile) {
  SignalResults results{windows_of(profile), {}, {}};
  for (const Summary& of_window : summary.summaries) {
    SignalTable table(catalogue_of(SignalSet::kSpendsense));
    table.resize(1);
    table.put(0, std::span(&of_window, 1));
    results.tables.push_back(std::move(table));
  }
  const std::vector<std::string> cadences = cadence_names(profile);
  for (const Subscription& subscription : summary.subscriptions)
    results.streams.push_back(stream_of(subscription, customer, cadences));
  return results;
}

}  // namespace

void summarize_history(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to) {
  const Day lookback = profile.age_limit(profile.subscriptions.lookback_days);
  const Day income_days = profile.age_limit(kIncomeFlagDays);
  for (std::size_t w = 0; w < to.size(); ++w) {
    int128 spend = 0;
    for (const Row& row : customer.rows) {
      if (is_purchase(row.amount, row.classes) && row.age < profile.age_limit(profile.windows[w])) spend -= row.amount;
      if (is_purchase(row.amount, row.classes) && row.age < lookback) to[w].subscriptions_complete = 1;
      if (row.amount > 0 && row.age < income_days) to[w].income_complete = 1;
      const auto age = static_cast<std::uint32_t>(row.age);
      if (to[w].transaction_history_days == kNoCount || to[w].transaction_history_days < age)
        to[w].transaction_history_days = age;
    }
    to[w].spend = sum_of_money(spend, "spend");
    to[w].savings_complete = to[w].credit_complete = !customer.accounts.empty();
  }
}

CustomerSummary summarize(const CustomerColumns& columns, Day reference, const SignalProfile& profile) {
  const Customer customer = read(columns, reference);
  CustomerSummary result{profile.windows, std::vector<Summary>(profile.windows.size()), {}};
  summarize_history(customer, profile, result.summaries);
  if (columns.knows_merchants) summarize_subscriptions(customer, reference, profile, result);
  if (!customer.accounts.empty()) {
    summarize_savings(customer, profile, result.summaries);
    summarize_credit(customer, profile, result.summaries);
  }
  if (columns.knows_income || profile.null_as_zero) summarize_income(customer, profile, result.summaries);
  if (profile.null_as_zero)
    for (Summary& summary : result.summaries) zero_nulls(profile, summary);
  return result;
}

SignalResults signals_of(const CustomerColumns& batch, std::size_t index, Day reference, const SignalProfile& profile) {
  try {
    return results_of(summarize(customer_at(batch, index), reference, profile), index, profile);
  } catch (const InputError& error) {
    throw InputError(fmt::format("customer {} (counted from 0): {}", index, error.what()));
  }
}

}  // namespace spendlens::signals::spendsense
