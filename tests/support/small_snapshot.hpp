#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::test {

/// A liability as a test writes it down.
struct Liability {
  LiabilityType type = LiabilityType::kCreditCard;
  std::vector<double> aprs;
  std::optional<double> interest_rate;
  Minor minimum_payment_amount = kNoMoney;
  Minor last_payment_amount = kNoMoney;
  Minor last_statement_balance = kNoMoney;
  std::uint8_t is_overdue = kNoFlag;
  Timestamp next_payment_due_date = kNoTimestamp;

  friend bool operator==(const Liability&, const Liability&) = default;
};

/// An account as a test writes it down, with its liability.
struct Account {
  std::string customer;
  std::string id;
  AccountSubtype subtype = AccountSubtype::kChecking;
  Minor balance_current = 0;
  Minor balance_available = kNoMoney;
  Minor balance_limit = kNoMoney;
  std::optional<Liability> liability = std::nullopt;

  friend bool operator==(const Account&, const Account&) = default;
};

inline void sort_accounts(std::vector<Account>& accounts) {
  const auto order = [](const Account& account) {
    return std::tuple(text_hash(account.customer), account.customer, account.id);
  };
  std::sort(accounts.begin(), accounts.end(),
            [&order](const Account& a, const Account& b) { return order(a) < order(b); });
}

inline void append_liability(ledger::Snapshot& snapshot, std::uint16_t account, const Liability& liability) {
  snapshot.liability_account.push_back(account);
  snapshot.liability_type.push_back(static_cast<std::uint8_t>(liability.type));
  snapshot.interest_rate.push_back(liability.interest_rate.value_or(std::nan("")));
  snapshot.minimum_payment_amount.push_back(liability.minimum_payment_amount);
  snapshot.last_payment_amount.push_back(liability.last_payment_amount);
  snapshot.last_statement_balance.push_back(liability.last_statement_balance);
  snapshot.is_overdue.push_back(liability.is_overdue);
  snapshot.next_payment_due_date.push_back(liability.next_payment_due_date);
  snapshot.apr.insert(snapshot.apr.end(), liability.aprs.begin(), liability.aprs.end());
  snapshot.apr_offset.push_back(snapshot.apr.size());
}

/// The snapshot of these customers; `accounts` ascend, others' are passed over.
inline ledger::Snapshot snapshot_of(const std::vector<std::string>& customers, const std::vector<Account>& accounts) {
  ledger::Snapshot snapshot;
  for (const Account& account : accounts)
    snapshot.account_width = std::max(snapshot.account_width, static_cast<std::uint32_t>(account.id.size()));
  snapshot.account_offset = snapshot.liability_offset = snapshot.apr_offset = {0};
  for (const std::string& customer : customers) {
    std::uint16_t index = 0;
    for (const Account& account : accounts) {
      if (account.customer != customer) continue;
      snapshot.account_id.insert(snapshot.account_id.end(), account.id.begin(), account.id.end());
      snapshot.account_id.resize((snapshot.num_accounts() + 1) * snapshot.account_width, '\0');
      snapshot.account_type.push_back(static_cast<std::uint8_t>(type_of(account.subtype)));
      snapshot.account_subtype.push_back(static_cast<std::uint8_t>(account.subtype));
      snapshot.balance_current.push_back(account.balance_current);
      snapshot.balance_available.push_back(account.balance_available);
      snapshot.balance_limit.push_back(account.balance_limit);
      if (account.liability) append_liability(snapshot, index, *account.liability);
      ++index;
    }
    snapshot.account_offset.push_back(snapshot.num_accounts());
    snapshot.liability_offset.push_back(snapshot.num_liabilities());
  }
  return snapshot;
}

inline Liability liability_at(const ledger::Snapshot& snapshot, std::uint64_t i) {
  Liability liability;
  liability.type = LiabilityType{snapshot.liability_type.at(i)};
  for (std::uint64_t apr = snapshot.apr_offset.at(i); apr < snapshot.apr_offset.at(i + 1); ++apr)
    liability.aprs.push_back(snapshot.apr.at(apr));
  if (!std::isnan(snapshot.interest_rate.at(i))) liability.interest_rate = snapshot.interest_rate.at(i);
  liability.minimum_payment_amount = snapshot.minimum_payment_amount.at(i);
  liability.last_payment_amount = snapshot.last_payment_amount.at(i);
  liability.last_statement_balance = snapshot.last_statement_balance.at(i);
  liability.is_overdue = snapshot.is_overdue.at(i);
  liability.next_payment_due_date = snapshot.next_payment_due_date.at(i);
  return liability;
}

/// A batch's accounts as a test writes them down.
inline void append_accounts(const ledger::Batch& batch, std::vector<Account>& accounts) {
  const ledger::Snapshot& snapshot = batch.snapshot;
  for (std::size_t c = 0; c < batch.num_customers(); ++c) {
    const char* customer = batch.id.data() + c * batch.id_width;
    const std::size_t first = accounts.size();
    for (std::uint64_t i = snapshot.account_offset.at(c); i < snapshot.account_offset.at(c + 1); ++i) {
      const char* id = snapshot.account_id.data() + i * snapshot.account_width;
      accounts.push_back({std::string(customer, ::strnlen(customer, batch.id_width)),
                          std::string(id, ::strnlen(id, snapshot.account_width)),
                          AccountSubtype{snapshot.account_subtype.at(i)}, snapshot.balance_current.at(i),
                          snapshot.balance_available.at(i), snapshot.balance_limit.at(i), std::nullopt});
    }
    for (std::uint64_t i = snapshot.liability_offset.at(c); i < snapshot.liability_offset.at(c + 1); ++i)
      accounts.at(first + snapshot.liability_account.at(i)).liability = liability_at(snapshot, i);
  }
}

}  // namespace spendlens::test
