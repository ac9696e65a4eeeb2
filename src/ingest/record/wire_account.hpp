#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ingest/record/reject_reason.hpp"
#include "spendlens/core/accounts.hpp"

namespace spendlens::ingest {

/// One valid row of a file of accounts. Texts are views: on the record while it is read, on the received bytes
/// afterwards.
struct WireAccount {
  RejectPlace place;
  AccountType type = AccountType::kDepository;
  AccountSubtype subtype = AccountSubtype::kChecking;
  Minor balance_current = 0;
  Minor balance_available = kNoMoney;
  Minor balance_limit = kNoMoney;
  std::string_view account_id;
  std::string_view customer_id;
};

/// One valid row of a file of liabilities, likewise.
struct WireLiability {
  RejectPlace place;
  LiabilityType type = LiabilityType::kCreditCard;
  double interest_rate = std::numeric_limits<double>::quiet_NaN();
  Minor minimum_payment_amount = kNoMoney;
  Minor last_payment_amount = kNoMoney;
  Minor last_statement_balance = kNoMoney;
  std::uint8_t is_overdue = kNoFlag;
  Timestamp next_payment_due_date = kNoTimestamp;
  std::vector<double> aprs;  ///< at most kMaxAprs
  std::string_view account_id;
};

inline constexpr std::size_t kMaxAprs = 64;

/// An account that stays, on its way to its customer.
struct AcceptedAccount {
  std::uint64_t customer_hash = 0;
  WireAccount account;
  std::optional<WireLiability> liability;
  /// The customer who was named first and for whom the account counts, where that is another one; else empty
  std::string_view joint_owner;
};

void append_account(const WireAccount& account, std::vector<std::byte>& bytes);
void append_liability(const WireLiability& liability, std::vector<std::byte>& bytes);
void append_accepted(const AcceptedAccount& accepted, std::vector<std::byte>& bytes);

/// Read the record at `position` and move it behind the record.
[[nodiscard]] WireAccount read_account(std::span<const std::byte> bytes, std::size_t& position);
[[nodiscard]] WireLiability read_liability(std::span<const std::byte> bytes, std::size_t& position);
[[nodiscard]] AcceptedAccount read_accepted(std::span<const std::byte> bytes, std::size_t& position);

}  // namespace spendlens::ingest
