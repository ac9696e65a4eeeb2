#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/core/accounts.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/synth/truth.hpp"

namespace spendlens::synth {

/// One row as a segment stores it. Codes are indexes into the model's dictionaries, accounts among the customer's.
using GeneratedRow = ledger::TransactionRow;

/// One account with its liability, if it has one. Its id is made from the customer's by the caller, in this order.
struct GeneratedAccount {
  AccountSubtype subtype = AccountSubtype::kChecking;
  Minor balance_current = 0;
  Minor balance_available = kNoMoney;
  Minor balance_limit = kNoMoney;
  bool has_liability = false;
  LiabilityType liability_type = LiabilityType::kCreditCard;
  double apr = -1;            ///< the only one of its liability; below 0: none
  double interest_rate = -1;  ///< below 0: not known
  Minor minimum_payment_amount = kNoMoney;
  Minor last_payment_amount = kNoMoney;
  Minor last_statement_balance = kNoMoney;
  std::uint8_t is_overdue = kNoFlag;
  Timestamp next_payment_due_date = kNoTimestamp;  ///< midnight
};

/// An account in common with a customer who was named first, for whom alone it counts.
struct JointAccount {
  std::uint64_t owner = 0;    ///< number of that customer
  std::uint16_t account = 0;  ///< index among the owner's accounts
};

/// One customer's data, reused from customer to customer.
struct GeneratedCustomer {
  std::uint8_t archetype = 0;      ///< index into the model's archetypes
  std::vector<GeneratedRow> rows;  ///< in any order
  std::vector<GeneratedAccount> accounts;
  std::vector<JointAccount> joint;  ///< ascending by owner, then account
};

/// What a customer will take, known without generating its rows.
struct CustomerSize {
  std::uint32_t rows = 0;
  std::uint16_t accounts = 0;
  std::uint16_t liabilities = 0;
  std::uint16_t aprs = 0;
  std::uint16_t joint = 0;  ///< accounts in common with others, for whom they count
};

/// A kind of customers. Immutable: threads share it. Everything of customer `number` follows from (seed, number) and
/// the model's settings.
class CustomerModel {
 public:
  virtual ~CustomerModel() = default;

  /// Sorted bytewise and distinct.
  [[nodiscard]] virtual const std::vector<std::string>& merchants() const = 0;
  /// How merchants' names came about, as segments say it; empty: it is not said.
  [[nodiscard]] virtual std::string merchant_rule() const { return {}; }
  [[nodiscard]] virtual const std::vector<std::string>& categories() const = 0;
  /// Names of the archetypes; empty where customers have none.
  [[nodiscard]] virtual const std::vector<std::string>& archetypes() const = 0;
  /// Which columns of rows it fills; kSnapshot where it has accounts.
  [[nodiscard]] virtual ledger::ColumnSet columns() const = 0;

  /// Agrees with what generate() makes. A fraction of generate()'s time.
  [[nodiscard]] virtual CustomerSize size_of(std::uint64_t number) const = 0;
  virtual void generate(std::uint64_t number, GeneratedCustomer& into) const = 0;

  /// What its customers were made from, as CSV: a line of the columns' names, and one or more lines of a customer,
  /// appended. The time of generate().
  [[nodiscard]] virtual std::string truth_header() const = 0;
  virtual void append_truth(std::uint64_t number, std::string& text) const = 0;
};

/// What every model is told.
struct ModelSettings {
  std::uint64_t seed = 1;
  Day as_of = 0;                        ///< the last date with transactions
  Day history_days = 730;               ///< rows lie on the dates (as_of - history_days, as_of]
  std::uint32_t rows_per_customer = 0;  ///< exactly so many; 0: as the model has it
};

}  // namespace spendlens::synth
