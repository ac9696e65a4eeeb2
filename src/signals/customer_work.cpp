#include "signals/customer_work.hpp"

#include <fmt/core.h>

#include "signals/figures/expressions.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::signals {

namespace {

[[noreturn]] void throw_overflow(std::size_t customer) {
  throw InputError(fmt::format("customer {} (counted from 0): a sum of its amounts overflows 64 bits", customer));
}

void start_summaries(const CustomerTask& task, std::size_t customer, const CustomerRows& rows, bool has_accounts,
                     std::span<Summary> to) {
  for (std::size_t w = 0; w < to.size(); ++w) {
    to[w] = {};
    if (rows.spend[w] >= kNoMoney) throw_overflow(customer);
    to[w].spend = static_cast<Minor>(rows.spend[w]);
    if (rows.first != kNoTimestamp)
      to[w].transaction_history_days = static_cast<std::uint32_t>(task.reference - day_of(rows.first));
    to[w].subscriptions_complete = rows.youngest_purchase < task.rules.lookback;
    to[w].savings_complete = to[w].credit_complete = has_accounts;
    to[w].income_complete = rows.youngest_inflow < task.rules.income_flag_span;
  }
}

void add_subscriptions(const CustomerTask& task, std::size_t customer, const ChargeRows& charges,
                       DetectorScratch& detectors, std::span<Summary> to, std::vector<Subscription>& found) {
  if (!detect_subscriptions(charges, customer, task.profile, task.reference, detectors, to, found))
    throw_overflow(customer);
  for (std::size_t w = 0; w < to.size(); ++w) {
    to[w].monthly_recurring_spend = monthly_amount(to[w].subscription_spend, task.profile.windows[w]);
    if (to[w].spend > 0) to[w].subscription_share_pct = percentage(to[w].subscription_spend, to[w].spend);
  }
}

/// `inflow` is a window's sum of the rows that move savings.
void add_savings(const CustomerTask& task, const Holdings& holdings, int128 inflow, Day window, Summary& to) {
  const SavingsRules& rules = task.profile.savings;
  const bool has_savings = holdings.has_savings;
  const int128 net = !has_savings ? 0 : rules.inflow_merchant.empty() ? inflow : -inflow;
  const int128 start = holdings.savings_balance - net;
  to.has_savings_accounts = has_savings;
  to.total_savings_balance = static_cast<Minor>(holdings.savings_balance);
  to.net_inflow = static_cast<Minor>(net);
  if (has_savings && start > 0)
    to.savings_growth_rate = quotient(net, start);
  else if (has_savings && rules.growth_from_nothing)
    to.savings_growth_rate = holdings.savings_balance > 0 ? 1 : 0;
  if (has_savings || rules.expenses_without_savings) to.avg_monthly_expenses = monthly_amount(to.spend, window);
  if (to.spend > 0) to.emergency_fund_months = months_of(holdings.savings_balance, to.spend, window);
}

void add_holdings(const CustomerTask& task, std::size_t customer, const CustomerRows& rows, const Holdings& holdings,
                  std::span<Summary> to) {
  const auto fits = [](int128 value) { return value < kNoMoney && value > -int128{kNoMoney}; };
  if (!fits(holdings.savings_balance) || !fits(holdings.depository_balance)) throw_overflow(customer);
  for (std::size_t w = 0; w < to.size(); ++w) {
    if (holdings.has_savings && !fits(rows.savings[w])) throw_overflow(customer);
    add_savings(task, holdings, rows.savings[w], task.profile.windows[w], to[w]);
  }
  if (!summarize_credit(task.batch, customer, task.profile, to)) throw_overflow(customer);
}

void add_income(const CustomerTask& task, std::size_t customer, const IncomeRows& incomes, const Holdings& holdings,
                DetectorScratch& detectors, std::span<Summary> to) {
  if (!summarize_income(incomes, task.profile, detectors, to)) throw_overflow(customer);
  for (std::size_t w = 0; w < to.size(); ++w) {
    const bool counts = !task.profile.income.nothing_below_min_payments || to[w].income_payroll_count > 0;
    if (counts && holdings.known && to[w].spend > 0)
      to[w].cash_flow_buffer_months = months_of(holdings.depository_balance, to[w].spend, task.profile.windows[w]);
  }
}

}  // namespace

void summarize_customer(const CustomerTask& task, std::size_t customer, const CustomerRows& rows, RowScratch& scratch,
                        DetectorScratch& detectors, std::span<Summary> to, std::vector<Subscription>& found) {
  const auto charge = [&rows](auto& column) {
    return std::span(column).subspan(rows.charges_begin, rows.charges_end - rows.charges_begin);
  };
  const auto income = [&rows](const auto& column) {
    return std::span(column).subspan(rows.incomes_begin, rows.incomes_end - rows.incomes_begin);
  };
  const PickedCharges picked{charge(scratch.charges.age), charge(scratch.charges.amount),
                             charge(scratch.charges.merchant)};
  if (task.batch.knows_merchants) order_charges(picked, detectors);
  const ChargeRows charges{picked.age, picked.amount, picked.merchant};
  const IncomeRows incomes{income(scratch.incomes.age), income(scratch.incomes.amount)};
  const Holdings holdings = holdings_of(task.batch, customer, task.savings_subtypes);
  start_summaries(task, customer, rows, holdings.known, to);
  if (task.batch.knows_merchants) add_subscriptions(task, customer, charges, detectors, to, found);
  if (holdings.known) add_holdings(task, customer, rows, holdings, to);
  if (task.batch.knows_income || task.profile.null_as_zero)
    add_income(task, customer, incomes, holdings, detectors, to);
  if (!task.profile.null_as_zero) return;
  for (Summary& summary : to) replace_nulls(summary, task.unknown_frequency);
}

}  // namespace spendlens::signals
