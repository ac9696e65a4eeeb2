#pragma once

#include <bit>
#include <cstdint>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::ingest {

/// An order that has nothing beyond these, as one number that sorts as a segment's orders do: merchant, timestamp,
/// amount, category, flags, from the most significant bits on. So sorting needs no payload, and equal keys are equal
/// orders.
class OrderKeys {
 public:
  using Key = uint128;

  struct Order {
    std::uint32_t merchant = ledger::kNoMerchant;
    Timestamp timestamp = 0;
    Minor amount = 0;  ///< within kMaxOrderMinor
    std::uint16_t category = ledger::kNoCategory;
    std::uint8_t flags = 0;  ///< below 8
  };

  [[nodiscard]] static Key key_of(const Order& order) {
    const std::uint64_t amount = static_cast<std::uint64_t>(order.amount + kMaxOrderMinor);
    const std::uint64_t high = std::uint64_t{order.merchant} << 32 | order.timestamp;
    const std::uint64_t low = amount << 19 | std::uint64_t{order.category} << 3 | order.flags;
    return static_cast<Key>(high) << 64 | low;
  }
  [[nodiscard]] static Order order_of(Key key) {
    const auto high = static_cast<std::uint64_t>(key >> 64);
    const auto low = static_cast<std::uint64_t>(key);
    return {static_cast<std::uint32_t>(high >> 32), static_cast<Timestamp>(high),
            static_cast<Minor>(low >> 19) - kMaxOrderMinor, static_cast<std::uint16_t>(low >> 3),
            static_cast<std::uint8_t>(low & 7)};
  }

  static_assert(std::bit_width(static_cast<std::uint64_t>(2 * kMaxOrderMinor)) <= 45);
  static_assert(ledger::kFlagPending < 8);
};

}  // namespace spendlens::ingest
