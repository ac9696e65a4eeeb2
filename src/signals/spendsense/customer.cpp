#include "signals/spendsense/customer.hpp"

#include <fmt/core.h>

#include "spendlens/core/error.hpp"

namespace spendlens::signals::spendsense {

namespace {

std::optional<Minor> known_money(Minor amount) { return amount == kNoMoney ? std::nullopt : std::optional(amount); }

}  // namespace

std::vector<Account> read_accounts(const AccountColumns& columns, const LiabilityColumns& liabilities) {
  std::vector<Account> accounts;
  for (std::size_t i = 0; i < columns.type.size(); ++i) {
    Account account;
    account.type = static_cast<AccountType>(columns.type[i]);
    account.subtype = static_cast<AccountSubtype>(columns.subtype[i]);
    account.balance = known_money(columns.balance_current[i]);
    account.limit = known_money(columns.balance_limit[i]);
    accounts.push_back(account);
  }
  for (std::size_t i = 0; i < liabilities.type.size(); ++i) {
    Account& account = accounts.at(liabilities.account[i]);
    account.has_liability = true;
    account.liability_type = static_cast<LiabilityType>(liabilities.type[i]);
    account.statement = known_money(liabilities.last_statement_balance[i]);
    account.minimum = known_money(liabilities.minimum_payment_amount[i]);
    account.last_payment = known_money(liabilities.last_payment_amount[i]);
    account.is_overdue = liabilities.is_overdue[i] == 1;
    account.has_interest = liabilities.has_interest[i] == 1;
  }
  return accounts;
}

Customer read(const CustomerColumns& columns, Day reference) {
  Customer customer;
  const auto& rows = columns.transactions;
  for (std::size_t i = 0; i < rows.timestamp.size(); ++i) {
    const Row row{i, reference - day_of(rows.timestamp[i]), rows.amount[i],
                  columns.merchant.empty() ? kNoMerchant : columns.merchant[i],
                  rows.row_class.empty() ? std::uint8_t{0} : rows.row_class[i]};
    if (row.amount < -kMaxOrderMinor || row.amount > kMaxOrderMinor || rows.timestamp[i] >= kTimestampLimit)
      throw InputError(
          fmt::format("amount {} is outside 10^13 minor units either way, or timestamp {} is not before 2106",
                      row.amount, rows.timestamp[i]));
    if (row.age >= 0 && (row.classes & row_class::kLeftOut) == 0) customer.rows.push_back(row);
  }
  customer.accounts = read_accounts(columns.accounts, columns.liabilities);
  return customer;
}

Minor sum_of_money(int128 sum, const char* what) {
  if (sum >= kNoMoney || sum <= -int128{kNoMoney})
    throw InputError(fmt::format("the sum of {} overflows 64 bits", what));
  return static_cast<Minor>(sum);
}

}  // namespace spendlens::signals::spendsense
