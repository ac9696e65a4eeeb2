#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals::spendsense {

/// One transaction that counts: not left out, not after the reference date.
struct Row {
  std::size_t place = 0;  ///< among the customer's rows
  Day age = 0;            ///< days before the reference date
  Minor amount = 0;
  std::uint32_t merchant = kNoMerchant;
  std::uint8_t classes = 0;
};

/// One account with its liability, if it has one.
struct Account {
  AccountType type{};
  AccountSubtype subtype{};
  std::optional<Minor> balance;
  std::optional<Minor> limit;
  bool has_liability = false;
  LiabilityType liability_type{};
  std::optional<Minor> statement;
  std::optional<Minor> minimum;
  std::optional<Minor> last_payment;
  bool is_overdue = false;
  bool has_interest = false;
};

struct Customer {
  std::vector<Row> rows;
  std::vector<Account> accounts;
};

/// Reads a batch of one. Throws InputError where a row's amount or timestamp is out of range.
[[nodiscard]] Customer read(const CustomerColumns& columns, Day reference);
[[nodiscard]] std::vector<Account> read_accounts(const AccountColumns& columns, const LiabilityColumns& liabilities);

/// A sum of money that fits 64 bits and is not the number that stands for null. Throws InputError otherwise.
[[nodiscard]] Minor sum_of_money(int128 sum, const char* what);

}  // namespace spendlens::signals::spendsense
