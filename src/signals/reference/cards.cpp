#include <algorithm>

#include "signals/reference/detectors.hpp"

namespace spendlens::signals::bank_reference {

namespace {

struct CardView {
  std::size_t account = 0;
  Minor balance = 0;
  std::optional<Minor> limit{};
  std::optional<bool> in_full{};
  std::optional<bool> revolves{};
};

bool had_interest(const Scope& scope, std::size_t account) {
  const Day from = scope.customer.reference - scope.rules.cards.interest_days;
  return std::any_of(scope.customer.rows.begin(), scope.customer.rows.end(), [&](const Row& row) {
    return row.day > from && row.amount < 0 && row.account == account &&
           row.row_class == CategoryClass::kInterestCharged;
  });
}

std::vector<CardView> cards_of(const Scope& scope) {
  std::vector<CardView> cards;
  for (std::size_t i = 0; i < scope.customer.accounts.size(); ++i) {
    const Account& account = scope.customer.accounts[i];
    if (!(account.has_card_liability || account.subtype == AccountSubtype::kCreditCard)) continue;
    CardView card;
    card.account = i;
    const std::optional<Minor> balance = account.statement ? account.statement : account.balance;
    if (balance && account.limit && *account.limit > 0) {
      card.balance = *balance;
      card.limit = account.limit;
    }
    if (account.statement && account.last_payment) {
      card.in_full = *account.statement <= 0 || *account.last_payment >= *account.statement;
      card.revolves = !*card.in_full || had_interest(scope, i);
    }
    cards.push_back(card);
  }
  return cards;
}

bool reaches(const CardView& card, std::int64_t pct) {
  return card.limit && int128{card.balance} * 10'000 >= int128{*card.limit} * pct;
}

bool pays_minimum_only(const Account& account, const CardView& card, const CardRules& rules) {
  const Minor minimum = account.minimum.value_or(0);
  return card.in_full == false && minimum > 0 && *account.last_payment > 0 &&
         10'000 * int128{*account.last_payment} <= int128{minimum} * rules.minimum_payment_pct;
}

void summarize_utilization(const std::vector<CardView>& cards, BankSummary& to) {
  to.credit_aggregate_utilization_pct = to.credit_max_utilization_pct = to.revolving_utilization_pct =
      cards.empty() ? 0 : kNoNumber;
  int128 balances = 0;
  int128 limits = 0;
  double highest = kNoNumber;
  double highest_revolving = kNoNumber;
  bool any_revolves = false;
  bool any_unknown = false;
  for (const CardView& card : cards) {
    any_revolves |= card.revolves == true;
    any_unknown |= !card.revolves;
    if (!card.limit) continue;
    balances += card.balance;
    limits += *card.limit;
    const double utilization = percentage(card.balance, *card.limit);
    if (!(highest >= utilization)) highest = utilization;
    if (card.revolves == true && !(highest_revolving >= utilization)) highest_revolving = utilization;
  }
  if (!any_revolves && !any_unknown) highest_revolving = 0;
  if (!cards.empty()) to.revolving_utilization_pct = highest_revolving;
  if (limits == 0) return;
  to.credit_aggregate_utilization_pct = percentage(balances, limits);
  to.credit_max_utilization_pct = highest;
  to.credit_total_limits = money(limits, "limits");
}

}  // namespace

void summarize_cards(const Scope& scope, BankSummary& to) {
  const Customer& customer = scope.customer;
  if (!customer.has_accounts()) return;
  const std::vector<CardView> cards = cards_of(scope);
  const CardRules& rules = scope.rules.cards;
  const auto count = [&cards](auto which) {
    return static_cast<std::uint16_t>(std::count_if(cards.begin(), cards.end(), which));
  };
  to.num_credit_cards = static_cast<std::uint16_t>(cards.size());
  to.cards_without_limit = count([](const CardView& card) { return !card.limit; });
  to.high_utilization_count = count([&](const CardView& card) { return reaches(card, rules.high_pct); });
  to.very_high_utilization_count = count([&](const CardView& card) { return reaches(card, rules.very_high_pct); });
  to.overdue_count = count([&](const CardView& card) { return customer.accounts[card.account].is_overdue; });
  to.minimum_payment_only_count =
      count([&](const CardView& card) { return pays_minimum_only(customer.accounts[card.account], card, rules); });
  summarize_utilization(cards, to);
  if (!customer.knowledge.categories || customer.rows.empty()) return;
  int128 interest = 0;
  to.has_interest_charges = 0;
  for (const Row& row : customer.rows) {
    if (!scope.holds(row.day) || row.row_class != CategoryClass::kInterestCharged) continue;
    interest -= row.amount;
    if (row.amount < 0) to.has_interest_charges = 1;
  }
  to.interest_paid = std::max<Minor>(0, money(interest, "interest"));
}

}  // namespace spendlens::signals::bank_reference
