#include <algorithm>

#include "signals/bank/cards.hpp"
#include "signals/bank/rows.hpp"
#include "signals/checks.hpp"
#include "signals/reference/signals.hpp"
#include "signals/spendsense/detectors.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::signals {

std::vector<Card> list_cards(const CustomerColumns& customer, Day reference, const SignalProfile& profile) {
  if (customer.num_customers() != 1) throw UsageError("list_cards takes one customer");
  check_columns(customer);
  if (profile.set == SignalSet::kSpendsense)
    return spendsense::cards_of(spendsense::read_accounts(customer.accounts, customer.liabilities), profile.credit);
  const bank::Plan plan(reference, profile.bank);
  const bank::CustomerHoldings holdings = bank::holdings_at(customer, 0);
  bank::CustomerRows rows;
  (void)bank::read_accounts(customer, holdings, plan, rows.account_flags);
  const Day from = reference - profile.bank.cards.interest_days;
  const TransactionColumns& all = customer.transactions;
  for (std::size_t row = 0; row < customer.account.size(); ++row) {
    const Day day = day_of(all.timestamp[row]);
    if (customer.account[row] == kNoAccount || customer.category.empty() || customer.category_class.empty()) continue;
    if (!all.row_class.empty() && (all.row_class[row] & row_class::kLeftOut) != 0) continue;
    const auto of = static_cast<CategoryClass>(customer.category_class[customer.category[row]]);
    if (of == CategoryClass::kInterestCharged && all.amount[row] < 0 && day > from && day <= reference)
      rows.account_flags[customer.account[row]] |= bank::account_flag::kInterest;
  }
  return bank::cards_of(customer, holdings, rows.account_flags, profile.bank.cards);
}

std::vector<RowStory> list_row_stories(const CustomerColumns& customer, Day reference, const SignalProfile& profile) {
  if (customer.num_customers() != 1) throw UsageError("list_row_stories takes one customer");
  if (profile.set != SignalSet::kBank) throw UsageError("list_row_stories takes a profile of the set default");
  check_columns(customer);
  check_reference(reference);
  validate(profile);
  return bank_reference::row_stories(customer, reference, profile.bank);
}

std::vector<std::size_t> list_income_rows(const CustomerColumns& customer, Day reference,
                                          const SignalProfile& profile) {
  if (customer.num_customers() != 1) throw UsageError("list_income_rows takes one customer");
  if (profile.set != SignalSet::kSpendsense) throw UsageError("list_income_rows takes a profile of the set spendsense");
  check_columns(customer);
  const Day widest = profile.age_limit(profile.windows.back());
  std::vector<std::size_t> income;
  for (const spendsense::Row& row : spendsense::read(customer, reference).rows)
    if (row.age < widest && spendsense::is_income(row, profile.income)) income.push_back(row.place);
  const std::span<const Timestamp> timestamp = customer.transactions.timestamp;
  std::stable_sort(income.begin(), income.end(),
                   [timestamp](std::size_t a, std::size_t b) { return timestamp[a] < timestamp[b]; });
  return income;
}

}  // namespace spendlens::signals
