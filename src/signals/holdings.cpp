#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "signals/detectors.hpp"
#include "signals/figures/expressions.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::signals {

namespace {

/// All the cards of one customer, added up.
struct CardTotals {
  std::uint32_t cards = 0;
  std::uint32_t without_limit = 0;
  std::uint32_t high = 0;
  std::uint32_t very_high = 0;
  std::uint32_t minimum_only = 0;
  std::uint32_t overdue = 0;
  bool has_interest = false;
  int128 balances = 0;  ///< of cards with a limit
  int128 limits = 0;
  double highest_pct = kNoNumber;

  void add(const Card& card) {
    ++cards;
    overdue += card.is_overdue;
    minimum_only += card.pays_minimum_only;
    has_interest |= card.has_interest;
    if (card.limit == kNoMoney) {
      ++without_limit;
      return;
    }
    balances += card.balance;
    limits += card.limit;
    high += card.tier >= UtilizationTier::kHigh;
    very_high += card.tier == UtilizationTier::kVeryHigh;
    if (!(highest_pct >= card.utilization_pct)) highest_pct = card.utilization_pct;
  }
};

/// Balance and limit of a card, and what they make of it. A limit that is not above 0 is none; without a balance there
/// is nothing to compare with it.
void set_utilization(Minor balance, Minor limit, const CreditRules& rules, Card& card) {
  card.balance = balance;
  if (limit <= 0 || limit == kNoMoney || balance == kNoMoney) return;
  const auto reaches = [&](std::int64_t pct) { return int128{balance} * 10'000 >= int128{limit} * pct; };
  card.limit = limit;
  card.utilization_pct = percentage(balance, limit);
  card.tier = reaches(rules.very_high_pct)  ? UtilizationTier::kVeryHigh
              : reaches(rules.high_pct)     ? UtilizationTier::kHigh
              : reaches(rules.moderate_pct) ? UtilizationTier::kModerate
                                            : UtilizationTier::kLow;
}

std::size_t begin_of(std::span<const std::uint64_t> offset, std::size_t customer) {
  return offset[customer] - offset.front();
}

Card card_of_liability(const CustomerColumns& batch, std::size_t liability, std::size_t account,
                       const CreditRules& rules) {
  const LiabilityColumns& columns = batch.liabilities;
  Card card;
  const Minor statement = columns.last_statement_balance[liability];
  if (rules.limit_from_statement) {
    const Minor balance = statement == kNoMoney ? 0 : statement;
    if (balance > kNoMoney / 2)
      throw InputError(fmt::format("a card's statement balance of {} minor units has no limit of twice that", balance));
    set_utilization(balance, balance > 0 ? 2 * balance : rules.limit_without_balance, rules, card);
  } else {
    set_utilization(statement == kNoMoney ? batch.accounts.balance_current[account] : statement,
                    batch.accounts.balance_limit[account], rules, card);
  }
  const Minor minimum = columns.minimum_payment_amount[liability];
  const Minor last = columns.last_payment_amount[liability];
  card.is_overdue = columns.is_overdue[liability] == 1;
  card.has_interest = columns.has_interest[liability] != 0;
  card.pays_minimum_only = minimum > 0 && minimum != kNoMoney && last > 0 && last != kNoMoney &&
                           int128{last} * 10'000 <= int128{minimum} * rules.minimum_payment_pct;
  return card;
}

/// Calls use(card) for each card. Liabilities ascend by account, so that one walk joins them.
template <class Use>
void for_each_card(const CustomerColumns& batch, std::size_t customer, const CreditRules& rules, Use use) {
  const std::size_t first = begin_of(batch.accounts.offset, customer);
  const std::size_t accounts = begin_of(batch.accounts.offset, customer + 1) - first;
  const bool any = !batch.liabilities.offset.empty();
  std::size_t liability = any ? begin_of(batch.liabilities.offset, customer) : 0;
  const std::size_t end = any ? begin_of(batch.liabilities.offset, customer + 1) : 0;
  for (std::size_t account = 0; account < accounts; ++account) {
    while (liability < end && batch.liabilities.account[liability] < account) ++liability;
    const bool joined = liability < end && batch.liabilities.account[liability] == account;
    if (joined && batch.liabilities.type[liability] == static_cast<std::uint8_t>(LiabilityType::kCreditCard)) {
      Card card = card_of_liability(batch, liability, first + account, rules);
      card.account = account;
      use(card);
    } else if (!joined && !rules.cards_need_liability &&
               batch.accounts.subtype[first + account] == static_cast<std::uint8_t>(AccountSubtype::kCreditCard)) {
      Card card;
      card.account = account;
      // There is no statement
      if (rules.limit_from_statement)
        set_utilization(0, rules.limit_without_balance, rules, card);
      else
        set_utilization(batch.accounts.balance_current[first + account], batch.accounts.balance_limit[first + account],
                        rules, card);
      use(card);
    }
  }
}

int128 limits_of_credit_accounts(const CustomerColumns& batch, std::size_t customer) {
  int128 sum = 0;
  for (std::size_t i = begin_of(batch.accounts.offset, customer); i < begin_of(batch.accounts.offset, customer + 1);
       ++i)
    if (batch.accounts.type[i] == static_cast<std::uint8_t>(AccountType::kCredit) &&
        batch.accounts.balance_limit[i] != kNoMoney)
      sum += batch.accounts.balance_limit[i];
  return sum;
}

void fill(const CardTotals& totals, const CreditRules& rules, int128 limits, Summary& to) {
  to.num_credit_cards = static_cast<std::uint16_t>(totals.cards);
  to.cards_without_limit = static_cast<std::uint16_t>(totals.without_limit);
  to.high_utilization_count = static_cast<std::uint16_t>(totals.high);
  to.very_high_utilization_count = static_cast<std::uint16_t>(totals.very_high);
  to.minimum_payment_only_count = static_cast<std::uint16_t>(totals.minimum_only);
  to.overdue_count = static_cast<std::uint16_t>(totals.overdue);
  to.has_interest_charges = totals.has_interest;
  if (limits > 0) to.credit_total_limits = static_cast<Minor>(limits);
  if (totals.cards == 0) {
    to.credit_aggregate_utilization_pct = 0;
    to.credit_max_utilization_pct = 0;
  } else if (totals.limits > 0) {
    to.credit_aggregate_utilization_pct = percentage(totals.balances, totals.limits);
    to.credit_max_utilization_pct = rules.max_is_aggregate ? to.credit_aggregate_utilization_pct : totals.highest_pct;
  }
}

}  // namespace

bool summarize_credit(const CustomerColumns& batch, std::size_t customer, const SignalProfile& profile,
                      std::span<Summary> summaries) {
  CardTotals totals;
  for_each_card(batch, customer, profile.credit, [&](const Card& card) { totals.add(card); });
  const int128 limits =
      profile.credit.total_limits_of_accounts ? limits_of_credit_accounts(batch, customer) : totals.limits;
  if (totals.cards >= kNoCards || limits >= kNoMoney) return false;
  for (Summary& summary : summaries) fill(totals, profile.credit, limits, summary);
  return true;
}

std::vector<Card> list_cards(const CustomerColumns& customer, const SignalProfile& profile) {
  std::vector<Card> cards;
  if (!customer.accounts.offset.empty())
    for_each_card(customer, 0, profile.credit, [&cards](const Card& card) { cards.push_back(card); });
  return cards;
}

Holdings holdings_of(const CustomerColumns& batch, std::size_t customer, std::uint32_t savings_subtypes) {
  Holdings holdings;
  if (batch.accounts.offset.empty()) return holdings;
  const std::size_t begin = begin_of(batch.accounts.offset, customer);
  const std::size_t end = begin_of(batch.accounts.offset, customer + 1);
  holdings.known = end > begin;
  for (std::size_t i = begin; i < end; ++i) {
    const Minor balance = batch.accounts.balance_current[i] == kNoMoney ? 0 : batch.accounts.balance_current[i];
    if (batch.accounts.type[i] == static_cast<std::uint8_t>(AccountType::kDepository))
      holdings.depository_balance += balance;
    if ((savings_subtypes >> batch.accounts.subtype[i] & 1U) == 0) continue;
    holdings.has_savings = true;
    holdings.savings_balance += balance;
  }
  return holdings;
}

void replace_nulls(Summary& summary, std::uint8_t unknown_frequency) {
  if (summary.payment_frequency == kNoFlag) summary.payment_frequency = unknown_frequency;
  for (std::size_t i = 0; i < kNumSignals; ++i) {
    const auto signal = static_cast<Signal>(i);
    if (signal == Signal::kCreditTotalLimits || signal == Signal::kTransactionHistoryDays || value_of(summary, signal))
      continue;
    std::visit([&summary]<class T>(T Summary::*member) { summary.*member = T{0}; }, member_of(info_of(signal)));
  }
}

std::uint32_t savings_subtype_bits(const SignalProfile& profile) {
  std::uint32_t bits = 0;
  for (const std::string& name : profile.savings.subtypes)
    if (const auto subtype = parse_account_subtype(name)) bits |= 1U << static_cast<unsigned>(*subtype);
  return bits;
}

}  // namespace spendlens::signals
