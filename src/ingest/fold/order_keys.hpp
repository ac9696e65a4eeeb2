#pragma once

#include <bit>
#include <cstdint>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/transaction_columns.hpp"

namespace spendlens::ingest {

/// An order that has nothing beyond these, as one number that sorts as a segment's orders do: merchant, timestamp,
/// amount, category, flags, from the most significant bits on. So sorting needs no payload, and equal keys are equal
/// orders.
class OrderKeys {
 public:
  using Key = uint128;

  /// The key of a row keeps nothing else that a row may have; its flags are below 8.
  [[nodiscard]] static Key key_of(const ledger::TransactionRow& order) {
    const std::uint64_t amount = static_cast<std::uint64_t>(order.amount + kMaxOrderMinor);
    const std::uint64_t high = std::uint64_t{order.merchant} << 32 | order.timestamp;
    const std::uint64_t low = amount << 19 | std::uint64_t{order.category} << 3 | order.flags;
    return static_cast<Key>(high) << 64 | low;
  }
  [[nodiscard]] static ledger::TransactionRow row_of(Key key) {
    const auto high = static_cast<std::uint64_t>(key >> 64);
    const auto low = static_cast<std::uint64_t>(key);
    ledger::TransactionRow row;
    row.merchant = static_cast<std::uint32_t>(high >> 32);
    row.timestamp = static_cast<Timestamp>(high);
    row.amount = static_cast<Minor>(low >> 19) - kMaxOrderMinor;
    row.category = static_cast<std::uint16_t>(low >> 3);
    row.flags = static_cast<std::uint8_t>(low & 7);
    return row;
  }

  static_assert(std::bit_width(static_cast<std::uint64_t>(2 * kMaxOrderMinor)) <= 45);
  static_assert(ledger::kFlagPending < 8);
};

}  // namespace spendlens::ingest
