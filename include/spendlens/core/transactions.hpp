#pragma once

#include <cstdint>
#include <span>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens {

/// No merchant: of a row without one.
inline constexpr std::uint32_t kNoMerchant = 0xFFFF'FFFF;

/// What a row's category and flags make of it, one byte a row; bits may be combined. A row is
/// - a purchase where amount <= 0 and neither kNotSpending nor kLeftOut is set,
/// - a refund where amount > 0 and none of kTransfer, kIncome, kLeftOut is set.
namespace row_class {
inline constexpr std::uint8_t kNotSpending = 1;       ///< the category matches the profile's `not_spending`
inline constexpr std::uint8_t kTransfer = 2;          ///< the category is TRANSFER_IN* or TRANSFER_OUT*
inline constexpr std::uint8_t kIncome = 4;            ///< the category contains INCOME
inline constexpr std::uint8_t kLeftOut = 8;           ///< pending, and the profile leaves pending ones out
inline constexpr std::uint8_t kNotSubscription = 16;  ///< the category matches the profile's `not_subscription`
inline constexpr std::uint8_t kSavings = 32;          ///< the row moves money of a savings account
}  // namespace row_class

[[nodiscard]] constexpr bool is_purchase(Minor amount, std::uint8_t row_class_bits) {
  return amount <= 0 && (row_class_bits & (row_class::kNotSpending | row_class::kLeftOut)) == 0;
}
[[nodiscard]] constexpr bool is_refund(Minor amount, std::uint8_t row_class_bits) {
  return amount > 0 && (row_class_bits & (row_class::kTransfer | row_class::kIncome | row_class::kLeftOut)) == 0;
}

/// Orders of n customers as columns; a view, it owns nothing. The rows of customer c are
/// [offset[c] - offset[0], offset[c + 1] - offset[0]) of every other column, in any order within the customer.
///
/// Example: offset {0, 2, 3} says that the first customer has rows 0 and 1, the second has row 2.
struct TransactionColumns {
  std::span<const std::uint64_t> offset;  ///< n + 1 entries, never decreasing; empty for no customers
  std::span<const Timestamp> timestamp;
  std::span<const Minor> amount;            ///< below 0: money leaves the customer; within ±kMaxOrderMinor
  std::span<const std::uint8_t> row_class;  ///< bits of row_class; empty: all 0

  [[nodiscard]] std::size_t num_customers() const { return offset.empty() ? 0 : offset.size() - 1; }
};

}  // namespace spendlens
