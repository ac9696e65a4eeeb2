#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::test {

inline const Day kSignalReference = *parse_date("2025-12-31");

/// A row of a bank's log; its category is one of the class.
struct SignalRow {
  Day day = 0;
  Minor amount = 0;
  std::uint32_t payee = kNoMerchant;
  signals::CategoryClass category_class = signals::CategoryClass::kOther;
  std::uint16_t account = kNoAccount;
  bool is_pending = false;
};

struct SignalAccount {
  AccountSubtype subtype = AccountSubtype::kChecking;
  Minor balance = 0;
  Minor limit = kNoMoney;
  bool is_joint = false;
  bool has_card = false;  ///< a liability of a credit card, with what follows
  Minor statement = kNoMoney;
  Minor minimum = kNoMoney;
  Minor paid = kNoMoney;
  bool is_overdue = false;
};

struct SignalCustomer {
  std::vector<SignalRow> rows;
  std::vector<SignalAccount> accounts;
};

/// Customers as columns, and the memory behind them. Rows stay in the order in which they were given.
class SignalColumns {
 public:
  explicit SignalColumns(const std::vector<SignalCustomer>& customers) {
    for (std::size_t code = 0; code < signals::kNumCategoryClasses; ++code)
      category_class_[code] = static_cast<std::uint8_t>(code);
    for (const SignalCustomer& customer : customers) add(customer);
  }

  [[nodiscard]] signals::CustomerColumns columns() const {
    signals::CustomerColumns columns;
    columns.transactions = {offset_, timestamp_, amount_, row_class_};
    columns.merchant = payee_;
    columns.category = category_;
    columns.category_class = category_class_;
    columns.account = account_;
    columns.accounts = {account_offset_, type_, subtype_, balance_, limit_, joint_offset_};
    columns.liabilities = {liability_offset_, owed_account_, owed_type_, interest_,
                           minimum_,          paid_,         statement_, overdue_};
    columns.knows_merchants = true;
    columns.merchant_kind = kinds;
    columns.knowledge = {.merchants = true,
                         .categories = true,
                         .income_categories = true,
                         .bank_categories = true,
                         .accounts = !type_.empty()};
    return columns;
  }

  std::vector<std::uint8_t> kinds{};  ///< of payees, by alias; empty: none

 private:
  void add(const SignalCustomer& customer) {
    std::uint32_t second = 0;
    for (const SignalRow& row : customer.rows) {
      second = (second + 7'919) % 86'400;
      timestamp_.push_back(static_cast<Timestamp>(row.day) * 86'400 + second);
      amount_.push_back(row.amount);
      payee_.push_back(row.payee);
      row_class_.push_back(row.is_pending ? row_class::kLeftOut : std::uint8_t{0});
      const bool none = row.category_class == signals::CategoryClass::kNone;
      category_.push_back(none ? std::uint16_t{0xFFFF} : static_cast<std::uint16_t>(row.category_class));
      account_.push_back(place_of(customer, row.account));
    }
    offset_.push_back(timestamp_.size());
    for (const SignalAccount& account : customer.accounts) add_account(account, type_.size() - account_offset_.back());
    account_offset_.push_back(type_.size());
    joint_offset_.push_back(joint_);
    liability_offset_.push_back(owed_type_.size());
  }

  /// The place of an account among those that count for the customer.
  static std::uint16_t place_of(const SignalCustomer& customer, std::uint16_t account) {
    if (account == kNoAccount || customer.accounts[account].is_joint) return kNoAccount;
    std::uint16_t place = 0;
    for (std::uint16_t before = 0; before < account; ++before) place += customer.accounts[before].is_joint ? 0 : 1;
    return place;
  }

  void add_account(const SignalAccount& account, std::size_t place) {
    if (account.is_joint) {
      ++joint_;
      return;
    }
    type_.push_back(static_cast<std::uint8_t>(type_of(account.subtype)));
    subtype_.push_back(static_cast<std::uint8_t>(account.subtype));
    balance_.push_back(account.balance);
    limit_.push_back(account.limit);
    if (!account.has_card) return;
    owed_account_.push_back(static_cast<std::uint16_t>(place));
    owed_type_.push_back(0);
    interest_.push_back(0);
    minimum_.push_back(account.minimum);
    paid_.push_back(account.paid);
    statement_.push_back(account.statement);
    overdue_.push_back(account.is_overdue);
  }

  std::vector<std::uint64_t> offset_{0}, account_offset_{0}, liability_offset_{0}, joint_offset_{0};
  std::uint64_t joint_ = 0;
  std::vector<Timestamp> timestamp_;
  std::vector<Minor> amount_, balance_, limit_, minimum_, paid_, statement_;
  std::vector<std::uint32_t> payee_;
  std::vector<std::uint16_t> category_, account_, owed_account_;
  std::vector<std::uint8_t> row_class_, type_, subtype_, owed_type_, interest_, overdue_;
  std::vector<std::uint8_t> category_class_ =
      std::vector<std::uint8_t>(65'536, static_cast<std::uint8_t>(signals::CategoryClass::kNone));
};

/// Charges of one payee every so many months, from a date on.
inline std::vector<SignalRow> monthly(std::string_view first, int charges, Minor amount, std::uint32_t payee,
                                      signals::CategoryClass of = signals::CategoryClass::kOther, int months = 1) {
  std::vector<SignalRow> rows;
  for (int i = 0; i < charges; ++i)
    rows.push_back({signals::add_months(*parse_date(first), i * months), amount, payee, of});
  return rows;
}

/// The same every so many days.
inline std::vector<SignalRow> every(Day days, std::string_view first, int charges, Minor amount, std::uint32_t payee,
                                    signals::CategoryClass of = signals::CategoryClass::kOther) {
  std::vector<SignalRow> rows;
  for (int i = 0; i < charges; ++i) rows.push_back({*parse_date(first) + i * days, amount, payee, of});
  return rows;
}

template <class... More>
std::vector<SignalRow> together(std::vector<SignalRow> rows, const More&... more) {
  (rows.insert(rows.end(), more.begin(), more.end()), ...);
  return rows;
}

/// One customer's signals by the plain loops.
inline signals::SignalResults signals_of(const SignalCustomer& customer, const signals::BankRules& rules = {},
                                         Day reference = kSignalReference) {
  const SignalColumns columns({customer});
  signals::SignalProfile profile;
  profile.bank = rules;
  return signals::generate_signals_reference(columns.columns(), reference, profile);
}

/// A value of the window at that place; nothing for null.
inline std::optional<double> value_of(const signals::SignalResults& results, std::size_t window,
                                      signals::BankSignal signal) {
  return results.tables.at(window).value(signals::place_of(signal), 0);
}

}  // namespace spendlens::test
