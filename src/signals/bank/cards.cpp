#include "signals/bank/cards.hpp"

#include "signals/bank/rows.hpp"
#include "signals/figures/card_utilization.hpp"

namespace spendlens::signals::bank {

namespace {

constexpr std::size_t kNoLiability = static_cast<std::size_t>(-1);

void set_payment(const CustomerColumns& batch, std::size_t liability, bool had_interest, const CardRules& rules,
                 Card& card) {
  const LiabilityColumns& owed = batch.liabilities;
  card.is_overdue = owed.is_overdue[liability] == 1;
  card.has_interest = had_interest;
  const Minor statement = owed.last_statement_balance[liability];
  const Minor paid = owed.last_payment_amount[liability];
  const Minor minimum = owed.minimum_payment_amount[liability];
  if (statement == kNoMoney || paid == kNoMoney) return;
  const bool in_full = statement <= 0 || paid >= statement;
  card.pays_in_full = in_full;
  card.is_revolving = !in_full || had_interest;
  card.pays_minimum_only = !in_full && minimum != kNoMoney && minimum > 0 && paid > 0 &&
                           int128{paid} * 10'000 <= int128{minimum} * rules.minimum_payment_pct;
}

/// Calls use(card) for each. Liabilities ascend by account, so that one walk joins them.
template <class Use>
void visit_cards(const CustomerColumns& batch, const CustomerHoldings& of, std::span<const std::uint8_t> account_flags,
                 const CardRules& rules, Use use) {
  std::size_t next = of.first_liability;
  for (std::size_t account = 0; account < of.num_accounts; ++account) {
    while (next < of.end_liability && batch.liabilities.account[next] < account) ++next;
    const bool is_owed = next < of.end_liability && batch.liabilities.account[next] == account &&
                         batch.liabilities.type[next] == static_cast<std::uint8_t>(LiabilityType::kCreditCard);
    const std::size_t row = of.first_account + account;
    const bool is_card =
        is_owed || batch.accounts.subtype[row] == static_cast<std::uint8_t>(AccountSubtype::kCreditCard);
    if (!is_card || (account_flags[account] & account_flag::kCounts) == 0) continue;
    Card card;
    card.account = account;
    Minor balance = batch.accounts.balance_current[row];
    if (is_owed) {
      if (batch.liabilities.last_statement_balance[next] != kNoMoney)
        balance = batch.liabilities.last_statement_balance[next];
      set_payment(batch, next, (account_flags[account] & account_flag::kInterest) != 0, rules, card);
    }
    set_utilization(balance, batch.accounts.balance_limit[row], rules, card);
    use(card);
  }
}

/// All the cards of one customer, added up.
struct Deck {
  std::uint16_t cards = 0;
  std::uint16_t without_limit = 0;
  std::uint16_t high = 0;
  std::uint16_t very_high = 0;
  std::uint16_t minimum_only = 0;
  std::uint16_t overdue = 0;
  bool any_revolves = false;
  bool any_unknown = false;
  int128 balances = 0;
  int128 limits = 0;
  double highest = kNoNumber;
  double highest_revolving = kNoNumber;

  void add(const Card& card) {
    ++cards;
    overdue = static_cast<std::uint16_t>(overdue + card.is_overdue);
    minimum_only = static_cast<std::uint16_t>(minimum_only + card.pays_minimum_only);
    any_revolves |= card.is_revolving == 1;
    any_unknown |= card.is_revolving == kNoFlag;
    if (card.limit == kNoMoney) {
      ++without_limit;
      return;
    }
    balances += card.balance;
    limits += card.limit;
    high = static_cast<std::uint16_t>(high + (card.tier >= UtilizationTier::kHigh));
    very_high = static_cast<std::uint16_t>(very_high + (card.tier == UtilizationTier::kVeryHigh));
    if (!(highest >= card.utilization_pct)) highest = card.utilization_pct;
    if (card.is_revolving == 1 && !(highest_revolving >= card.utilization_pct))
      highest_revolving = card.utilization_pct;
  }
};

std::size_t begin_in(std::span<const std::uint64_t> offset, std::size_t customer) {
  return offset.empty() ? 0 : offset[customer] - offset.front();
}

}  // namespace

CustomerHoldings holdings_at(const CustomerColumns& batch, std::size_t customer) {
  if (batch.accounts.offset.empty()) return {};
  CustomerHoldings of;
  of.num_joint = batch.accounts.num_joint(customer);
  of.first_account = begin_in(batch.accounts.offset, customer);
  of.num_accounts = begin_in(batch.accounts.offset, customer + 1) - of.first_account;
  if (batch.liabilities.offset.empty()) return of;
  of.first_liability = begin_in(batch.liabilities.offset, customer);
  of.end_liability = begin_in(batch.liabilities.offset, customer + 1);
  return of;
}

bool summarize_cards(const CustomerColumns& batch, const CustomerHoldings& holdings,
                     std::span<const std::uint8_t> account_flags, const CardRules& rules, BankSummary& to) {
  Deck deck;
  visit_cards(batch, holdings, account_flags, rules, [&deck](const Card& card) { deck.add(card); });
  if (deck.limits >= kNoMoney) return false;
  to.num_credit_cards = deck.cards;
  to.cards_without_limit = deck.without_limit;
  to.high_utilization_count = deck.high;
  to.very_high_utilization_count = deck.very_high;
  to.minimum_payment_only_count = deck.minimum_only;
  to.overdue_count = deck.overdue;
  if (deck.cards == 0) {
    to.credit_aggregate_utilization_pct = to.credit_max_utilization_pct = to.revolving_utilization_pct = 0;
    return true;
  }
  to.revolving_utilization_pct = !deck.any_revolves && !deck.any_unknown ? 0 : deck.highest_revolving;
  if (deck.limits == 0) return true;
  to.credit_aggregate_utilization_pct = percentage(deck.balances, deck.limits);
  to.credit_max_utilization_pct = deck.highest;
  to.credit_total_limits = static_cast<Minor>(deck.limits);
  return true;
}

std::vector<Card> cards_of(const CustomerColumns& batch, const CustomerHoldings& holdings,
                           std::span<const std::uint8_t> account_flags, const CardRules& rules) {
  std::vector<Card> cards;
  visit_cards(batch, holdings, account_flags, rules, [&cards](const Card& card) { cards.push_back(card); });
  return cards;
}

Balances read_accounts(const CustomerColumns& batch, const CustomerHoldings& holdings, const Plan& plan,
                       std::vector<std::uint8_t>& account_flags) {
  Balances balances;
  balances.joint = holdings.num_joint;
  account_flags.clear();
  for (std::size_t i = holdings.first_account; i < holdings.first_account + holdings.num_accounts; ++i) {
    const auto type = static_cast<AccountType>(batch.accounts.type[i]);
    const unsigned subtype = batch.accounts.subtype[i];
    const bool is_savings = (plan.savings_subtypes >> subtype & 1U) != 0;
    const Minor balance = batch.accounts.balance_current[i] == kNoMoney ? 0 : batch.accounts.balance_current[i];
    balances.any = true;
    ++balances.counting;
    balances.any_depository |= type == AccountType::kDepository;
    balances.any_negative |= type == AccountType::kDepository && balance < 0;
    if ((plan.liquid_subtypes >> subtype & 1U) != 0) balances.liquid += balance;
    if (is_savings) balances.savings += balance;
    unsigned flags = account_flag::kCounts;
    if (is_savings) flags |= account_flag::kSavings;
    if (type == AccountType::kCredit || type == AccountType::kLoan) flags |= row_flag::kBarred;
    if (type == AccountType::kLoan) flags |= row_flag::kOnLoan;
    account_flags.push_back(static_cast<std::uint8_t>(flags));
  }
  return balances;
}

}  // namespace spendlens::signals::bank
