#include <algorithm>

#include "signals/figures/expressions.hpp"
#include "signals/reference.hpp"

namespace spendlens::signals::reference {

namespace {

bool is_savings(const Account& account, const SavingsRules& rules) {
  const char* name = kAccountSubtypeNames[static_cast<std::size_t>(account.subtype)];
  return std::find(rules.subtypes.begin(), rules.subtypes.end(), name) != rules.subtypes.end();
}

bool is_card(const Account& account, const CreditRules& rules) {
  if (account.has_liability && account.liability_type == LiabilityType::kCreditCard) return true;
  return !rules.cards_need_liability && !account.has_liability && account.subtype == AccountSubtype::kCreditCard;
}

/// A card's balance and limit; no limit where utilization cannot be said.
std::pair<Minor, std::optional<Minor>> balance_and_limit(const Account& card, const CreditRules& rules) {
  if (rules.limit_from_statement) {
    const Minor balance = card.statement.value_or(0);
    (void)sum_of_money(int128{2} * balance, "a card's limit");
    return {balance, balance > 0 ? 2 * balance : rules.limit_without_balance};
  }
  const bool by_liability = card.has_liability && card.liability_type == LiabilityType::kCreditCard;
  const std::optional<Minor> balance = by_liability && card.statement ? card.statement : card.balance;
  if (!balance || !card.limit || *card.limit <= 0) return {0, std::nullopt};
  return {*balance, card.limit};
}

}  // namespace

void summarize_savings(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to) {
  bool has_savings = false;
  int128 balance = 0;
  int128 depository = 0;
  for (const Account& account : customer.accounts) {
    if (account.type == AccountType::kDepository) depository += account.balance.value_or(0);
    if (!is_savings(account, profile.savings)) continue;
    has_savings = true;
    balance += account.balance.value_or(0);
  }
  (void)sum_of_money(depository, "balances");
  for (std::size_t w = 0; w < to.size(); ++w) {
    Summary& s = to[w];
    int128 net = 0;
    for (const Row& row : customer.rows)
      if (has_savings && (row.classes & row_class::kSavings) != 0 && row.age < profile.age_limit(profile.windows[w]))
        net += profile.savings.inflow_merchant.empty() ? row.amount : -row.amount;
    s.has_savings_accounts = has_savings;
    s.total_savings_balance = sum_of_money(balance, "savings");
    s.net_inflow = sum_of_money(net, "net inflow");
    if (has_savings && balance > net)
      s.savings_growth_rate = quotient(net, balance - net);
    else if (has_savings && profile.savings.growth_from_nothing)
      s.savings_growth_rate = balance > 0 ? 1 : 0;
    if (has_savings || profile.savings.expenses_without_savings)
      s.avg_monthly_expenses = monthly_amount(s.spend, profile.windows[w]);
    if (s.spend > 0) s.emergency_fund_months = months_of(balance, s.spend, profile.windows[w]);
  }
}

void summarize_credit(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to) {
  const CreditRules& rules = profile.credit;
  Summary cards;
  cards.num_credit_cards = cards.cards_without_limit = cards.high_utilization_count =
      cards.very_high_utilization_count = 0;
  cards.minimum_payment_only_count = cards.overdue_count = 0;
  cards.has_interest_charges = 0;
  int128 balances = 0;
  int128 limits = 0;
  int128 limits_of_accounts = 0;
  std::vector<double> utilizations;
  for (const Account& account : customer.accounts) {
    if (account.type == AccountType::kCredit) limits_of_accounts += account.limit.value_or(0);
    if (!is_card(account, rules)) continue;
    ++cards.num_credit_cards;
    if (account.has_liability && account.liability_type == LiabilityType::kCreditCard) {
      cards.overdue_count = static_cast<std::uint16_t>(cards.overdue_count + account.is_overdue);
      if (account.has_interest) cards.has_interest_charges = 1;
      const int128 minimum = account.minimum.value_or(0);
      const int128 last = account.last_payment.value_or(0);
      if (minimum > 0 && last > 0 && last * 10'000 <= minimum * rules.minimum_payment_pct)
        ++cards.minimum_payment_only_count;
    }
    const auto [balance, limit] = balance_and_limit(account, rules);
    if (!limit) {
      ++cards.cards_without_limit;
      continue;
    }
    balances += balance;
    limits += *limit;
    utilizations.push_back(percentage(balance, *limit));
    if (int128{balance} * 10'000 >= int128{*limit} * rules.high_pct) ++cards.high_utilization_count;
    if (int128{balance} * 10'000 >= int128{*limit} * rules.very_high_pct) ++cards.very_high_utilization_count;
  }
  const int128 total_limits = rules.total_limits_of_accounts ? limits_of_accounts : limits;
  for (Summary& s : to) {
    s.num_credit_cards = cards.num_credit_cards;
    s.cards_without_limit = cards.cards_without_limit;
    s.high_utilization_count = cards.high_utilization_count;
    s.very_high_utilization_count = cards.very_high_utilization_count;
    s.minimum_payment_only_count = cards.minimum_payment_only_count;
    s.overdue_count = cards.overdue_count;
    s.has_interest_charges = cards.has_interest_charges;
    if (total_limits > 0) s.credit_total_limits = sum_of_money(total_limits, "limits");
    if (cards.num_credit_cards == 0) {
      s.credit_aggregate_utilization_pct = s.credit_max_utilization_pct = 0;
    } else if (!utilizations.empty()) {
      s.credit_aggregate_utilization_pct = percentage(balances, limits);
      s.credit_max_utilization_pct = rules.max_is_aggregate
                                         ? s.credit_aggregate_utilization_pct
                                         : *std::max_element(utilizations.begin(), utilizations.end());
    }
  }
}

}  // namespace spendlens::signals::reference
