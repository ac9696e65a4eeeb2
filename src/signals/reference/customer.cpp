#include "signals/reference/customer.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>

#include "spendlens/core/error.hpp"

namespace spendlens::signals::bank_reference {

namespace {

std::optional<Minor> known(Minor amount) { return amount == kNoMoney ? std::nullopt : std::optional(amount); }

std::vector<Account> read_accounts(const CustomerColumns& columns) {
  const AccountColumns& given = columns.accounts;
  const LiabilityColumns& owed = columns.liabilities;
  std::vector<Account> accounts;
  for (std::size_t i = 0; i < given.type.size(); ++i) {
    Account account;
    account.type = static_cast<AccountType>(given.type[i]);
    account.subtype = static_cast<AccountSubtype>(given.subtype[i]);
    account.balance = known(given.balance_current[i]);
    account.limit = known(given.balance_limit[i]);
    accounts.push_back(account);
  }
  for (std::size_t i = 0; i < owed.type.size(); ++i) {
    if (static_cast<LiabilityType>(owed.type[i]) != LiabilityType::kCreditCard) continue;
    Account& account = accounts.at(owed.account[i]);
    account.has_card_liability = true;
    account.statement = known(owed.last_statement_balance[i]);
    account.minimum = known(owed.minimum_payment_amount[i]);
    account.last_payment = known(owed.last_payment_amount[i]);
    account.is_overdue = owed.is_overdue[i] == 1;
  }
  return accounts;
}

std::vector<Row> read_rows(const CustomerColumns& columns, Day reference, const std::vector<Account>& accounts) {
  const TransactionColumns& given = columns.transactions;
  std::vector<Row> rows;
  for (std::size_t i = 0; i < given.timestamp.size(); ++i) {
    if (given.amount[i] < -kMaxOrderMinor || given.amount[i] > kMaxOrderMinor || given.timestamp[i] >= kTimestampLimit)
      throw InputError("customer 0 (counted from 0): a row's amount or timestamp is out of range");
    if (!given.row_class.empty() && (given.row_class[i] & row_class::kLeftOut) != 0) continue;
    Row row;
    row.place = i;
    row.time = given.timestamp[i];
    row.day = day_of(row.time);
    if (row.day > reference) continue;
    row.amount = given.amount[i];
    if (!columns.merchant.empty()) row.payee = columns.merchant[i];
    if (!columns.category.empty()) row.category = columns.category[i];
    if (!columns.category.empty() && !columns.category_class.empty())
      row.row_class = static_cast<CategoryClass>(columns.category_class[row.category]);
    if (!columns.account.empty() && columns.account[i] != kNoAccount) row.account = columns.account[i];
    rows.push_back(row);
  }
  return rows;
}

constexpr std::array kIncomeClassesOfPairs = {CategoryClass::kVariableIncome, CategoryClass::kBenefit,
                                              CategoryClass::kPayroll, CategoryClass::kPassive};

/// Section 7.2: rows in order of (date, account, amount, payee); each takes the earliest open row that fits.
void mark_pairs(Customer& customer, const BankRules& rules) {
  std::vector<Row*> open;
  for (Row& row : customer.rows)
    if (customer.in_lookback(row, rules) && row.account && row.amount != 0 && !row.is_any_of(kIncomeClassesOfPairs))
      open.push_back(&row);
  std::sort(open.begin(), open.end(), [](const Row* a, const Row* b) {
    const auto key = [](const Row& row) {  // no payee is the empty text, so it comes first
      return std::tuple(row.day, *row.account, row.amount, row.payee + 1, row.time, row.category);
    };
    return key(*a) < key(*b);
  });
  for (std::size_t i = 0; i < open.size(); ++i)
    for (std::size_t k = i + 1; k < open.size() && !open[i]->is_paired; ++k) {
      if (open[k]->day > open[i]->day + rules.pair_days) break;
      if (open[k]->is_paired || open[k]->amount != -open[i]->amount || open[k]->account == open[i]->account) continue;
      open[i]->is_paired = open[k]->is_paired = true;
      open[i]->partner = open[k]->place;
      open[k]->partner = open[i]->place;
    }
}

}  // namespace

bool Row::is_any_of(std::span<const CategoryClass> classes) const {
  return std::find(classes.begin(), classes.end(), row_class) != classes.end();
}

bool Customer::has_accounts() const { return !accounts.empty(); }

bool Customer::has_depository() const {
  return std::any_of(accounts.begin(), accounts.end(),
                     [](const Account& account) { return account.type == AccountType::kDepository; });
}

std::optional<Day> Customer::first_day() const {
  std::optional<Day> first;
  for (const Row& row : rows)
    if (!first || row.day < *first) first = row.day;
  return first;
}

std::optional<Day> Customer::last_day() const {
  std::optional<Day> last;
  for (const Row& row : rows)
    if (!last || row.day > *last) last = row.day;
  return last;
}

Activity Customer::activity(const BankRules& rules) const {
  if (rows.empty()) return Activity::kNone;
  if (*last_day() <= reference - rules.dormant_days) return Activity::kDormant;
  if (reference - *first_day() < rules.min_observed_days) return Activity::kNew;
  return has_accounts() && !has_depository() ? Activity::kCardOnly : Activity::kPrimary;
}

bool Customer::in_lookback(const Row& row, const BankRules& rules) const {
  return row.day > reference - rules.streams.lookback_days;
}

bool Customer::is_on(const Row& row, AccountType type) const {
  return row.account && accounts[*row.account].type == type;
}

Customer read(const CustomerColumns& columns, Day reference, const BankRules& rules) {
  Customer customer;
  customer.reference = reference;
  customer.knowledge = columns.knowledge;
  customer.accounts = read_accounts(columns);
  customer.num_joint = columns.accounts.num_joint(0);
  customer.rows = read_rows(columns, reference, customer.accounts);
  customer.merchant_kind = columns.merchant_kind;
  mark_pairs(customer, rules);
  return customer;
}

bool is_among(AccountSubtype subtype, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), kAccountSubtypeNames[static_cast<std::size_t>(subtype)]) != names.end();
}

Minor money(int128 sum, const char* what) {
  if (sum >= kNoMoney || sum <= -int128{kNoMoney})
    throw InputError(std::string("the sum of ") + what + " overflows 64 bits");
  return static_cast<Minor>(sum);
}

}  // namespace spendlens::signals::bank_reference
