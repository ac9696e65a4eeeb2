#include <algorithm>
#include <utility>

#include "signals/figures/card_utilization.hpp"
#include "signals/spendsense/detectors.hpp"

namespace spendlens::signals::spendsense {

namespace {

bool has_card_liability(const Account& account) {
  return account.has_liability && account.liability_type == LiabilityType::kCreditCard;
}

bool is_card(const Account& account, const CreditRules& rules) {
  if (has_card_liability(account)) return true;
  return !rules.cards_need_liability && !account.has_liability && account.subtype == AccountSubtype::kCreditCard;
}

/// A card's balance and limit, kNoMoney where they are not known.
std::pair<Minor, Minor> balance_and_limit(const Account& card, const CreditRules& rules) {
  if (rules.limit_from_statement) {
    const Minor balance = card.statement.value_or(0);
    const Minor doubled = sum_of_money(int128{2} * balance, "a card's limit");
    return {balance, balance > 0 ? doubled : rules.limit_without_balance};
  }
  const std::optional<Minor> balance = has_card_liability(card) && card.statement ? card.statement : card.balance;
  return {balance.value_or(kNoMoney), card.limit.value_or(kNoMoney)};
}

bool pays_minimum_only(const Account& account, const CreditRules& rules) {
  const int128 minimum = account.minimum.value_or(0);
  const int128 last = account.last_payment.value_or(0);
  return minimum > 0 && last > 0 && last * 10'000 <= minimum * rules.minimum_payment_pct;
}

int128 limits_of_credit_accounts(const std::vector<Account>& accounts) {
  int128 sum = 0;
  for (const Account& account : accounts)
    if (account.type == AccountType::kCredit) sum += account.limit.value_or(0);
  return sum;
}

/// The card signals; they are the same in every window.
Summary summary_of_cards(const std::vector<Account>& accounts, const CreditRules& rules) {
  const std::vector<Card> cards = cards_of(accounts, rules);
  Summary to;
  to.num_credit_cards = static_cast<std::uint16_t>(cards.size());
  to.cards_without_limit = to.high_utilization_count = to.very_high_utilization_count = 0;
  to.minimum_payment_only_count = to.overdue_count = 0;
  to.has_interest_charges = 0;
  int128 balances = 0;
  int128 limits = 0;
  double highest_pct = kNoNumber;
  const auto count = [](std::uint16_t& cards_with, bool holds) {
    cards_with = static_cast<std::uint16_t>(cards_with + holds);
  };
  for (const Card& card : cards) {
    count(to.overdue_count, card.is_overdue);
    count(to.minimum_payment_only_count, card.pays_minimum_only);
    count(to.cards_without_limit, card.limit == kNoMoney);
    if (card.has_interest) to.has_interest_charges = 1;
    if (card.limit == kNoMoney) continue;
    balances += card.balance;
    limits += card.limit;
    count(to.high_utilization_count, card.tier >= UtilizationTier::kHigh);
    count(to.very_high_utilization_count, card.tier == UtilizationTier::kVeryHigh);
    if (!(highest_pct >= card.utilization_pct)) highest_pct = card.utilization_pct;
  }
  const int128 total_limits = rules.total_limits_of_accounts ? limits_of_credit_accounts(accounts) : limits;
  if (total_limits > 0) to.credit_total_limits = sum_of_money(total_limits, "limits");
  if (cards.empty()) {
    to.credit_aggregate_utilization_pct = to.credit_max_utilization_pct = 0;
  } else if (limits > 0) {
    to.credit_aggregate_utilization_pct = percentage(balances, limits);
    to.credit_max_utilization_pct = rules.max_is_aggregate ? to.credit_aggregate_utilization_pct : highest_pct;
  }
  return to;
}

}  // namespace

std::vector<Card> cards_of(const std::vector<Account>& accounts, const CreditRules& rules) {
  std::vector<Card> cards;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    const Account& account = accounts[i];
    if (!is_card(account, rules)) continue;
    Card& card = cards.emplace_back();
    card.account = i;
    const auto [balance, limit] = balance_and_limit(account, rules);
    set_utilization(balance, limit, rules, card);
    card.is_overdue = account.is_overdue;
    card.has_interest = account.has_interest;
    card.pays_minimum_only = pays_minimum_only(account, rules);
  }
  return cards;
}

void summarize_credit(const Customer& customer, const SignalProfile& profile, std::vector<Summary>& to) {
  const Summary cards = summary_of_cards(customer.accounts, profile.credit);
  for (Summary& s : to) {
    s.num_credit_cards = cards.num_credit_cards;
    s.cards_without_limit = cards.cards_without_limit;
    s.high_utilization_count = cards.high_utilization_count;
    s.very_high_utilization_count = cards.very_high_utilization_count;
    s.minimum_payment_only_count = cards.minimum_payment_only_count;
    s.overdue_count = cards.overdue_count;
    s.has_interest_charges = cards.has_interest_charges;
    s.credit_total_limits = cards.credit_total_limits;
    s.credit_aggregate_utilization_pct = cards.credit_aggregate_utilization_pct;
    s.credit_max_utilization_pct = cards.credit_max_utilization_pct;
  }
}

}  // namespace spendlens::signals::spendsense
