#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "signals/figures/bank_summary.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals::bank_reference {

/// One posted row, not after the reference date.
struct Row {
  Day day = 0;
  Timestamp time = 0;
  Minor amount = 0;
  std::uint32_t payee = kNoMerchant;
  std::uint16_t category = 0xFFFF;
  CategoryClass row_class = CategoryClass::kNone;
  std::optional<std::size_t> account{};  ///< of the snapshot, that counts for this customer
  bool is_paired = false;                ///< an own transfer
  std::size_t place = 0;                 ///< among the customer's rows in the columns
  std::size_t partner = kNoRow;          ///< place of the other row of an own transfer

  [[nodiscard]] bool is_any_of(std::span<const CategoryClass> classes) const;
};

/// One account with its liability, if it has one.
struct Account {
  AccountType type{};
  AccountSubtype subtype{};
  std::optional<Minor> balance{};
  std::optional<Minor> limit{};
  bool has_card_liability = false;
  std::optional<Minor> statement{};
  std::optional<Minor> minimum{};
  std::optional<Minor> last_payment{};
  bool is_overdue = false;
};

struct Customer {
  Day reference = 0;
  LedgerKnowledge knowledge;
  std::vector<Row> rows;
  std::vector<Account> accounts;
  std::uint64_t num_joint = 0;  ///< accounts beside these that count for another customer
  std::span<const std::uint8_t> merchant_kind{};

  [[nodiscard]] bool has_accounts() const;  ///< that count
  [[nodiscard]] bool has_depository() const;
  [[nodiscard]] std::optional<Day> first_day() const;
  [[nodiscard]] std::optional<Day> last_day() const;
  [[nodiscard]] Activity activity(const BankRules& rules) const;
  /// Rows of the lookback: the days (reference - lookback, reference].
  [[nodiscard]] bool in_lookback(const Row& row, const BankRules& rules) const;
  /// The row arrives on an account of that type.
  [[nodiscard]] bool is_on(const Row& row, AccountType type) const;
};

/// The first customer of the columns, own transfers marked.
[[nodiscard]] Customer read(const CustomerColumns& columns, Day reference, const BankRules& rules);

/// Whether `text` is the name of the subtype of one of `names`.
[[nodiscard]] bool is_among(AccountSubtype subtype, const std::vector<std::string>& names);

/// A sum of money as 64 bits. Throws InputError where it does not fit.
[[nodiscard]] Minor money(int128 sum, const char* what);

}  // namespace spendlens::signals::bank_reference
