#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "spendlens/core/serialization.hpp"

namespace spendlens::ledger {

/// What a segment may hold, a batch may be asked for, and a source may know. First the columns of transactions, in the
/// order of a segment (transaction_columns.hpp says what they are), then what is of customers.
enum class Column : std::uint8_t {
  kTimestamp,
  kAmount,
  kMerchant,
  kCategory,
  kAccount,
  kFlags,
  kQuantity,
  kMargin,
  kProductCount,
  kKey,
  kDimension0,  ///< the first of kMaxDimensions
  kDimension1,
  kDimension2,
  kDimension3,
  kSnapshot,    ///< accounts and liabilities
  kAttributes,  ///< of customers, by the names that an import gave them
  kArchetype,   ///< generated ledgers only
};

/// Dimensions of orders that a ledger may have, by the names that imports give them.
inline constexpr std::size_t kMaxDimensions = 4;

[[nodiscard]] constexpr Column column_of_dimension(std::size_t dimension) {
  return static_cast<Column>(static_cast<std::size_t>(Column::kDimension0) + dimension);
}
[[nodiscard]] constexpr bool is_dimension(Column column) {
  return column >= Column::kDimension0 && column < column_of_dimension(kMaxDimensions);
}
/// Which one a column is.
[[nodiscard]] constexpr std::size_t dimension_of(Column column) {
  return static_cast<std::size_t>(column) - static_cast<std::size_t>(Column::kDimension0);
}

/// A set of them.
class ColumnSet {
 public:
  constexpr ColumnSet() = default;
  constexpr ColumnSet(std::initializer_list<Column> columns) {
    for (const Column column : columns) add(column);
  }

  [[nodiscard]] constexpr bool has(Column column) const { return (bits_ & bit(column)) != 0; }
  /// Nothing where `is_there` is false: what is in the set stays.
  constexpr ColumnSet& add(Column column, bool is_there = true) {
    if (is_there) bits_ |= bit(column);
    return *this;
  }
  constexpr ColumnSet& remove(Column column) {
    bits_ &= ~bit(column);
    return *this;
  }

  friend constexpr ColumnSet operator|(ColumnSet a, ColumnSet b) { return ColumnSet(a.bits_ | b.bits_); }
  friend constexpr ColumnSet operator&(ColumnSet a, ColumnSet b) { return ColumnSet(a.bits_ & b.bits_); }
  friend constexpr bool operator==(ColumnSet, ColumnSet) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, bits_);
  }

 private:
  constexpr explicit ColumnSet(std::uint32_t bits) : bits_(bits) {}
  static constexpr std::uint32_t bit(Column column) { return std::uint32_t{1} << static_cast<unsigned>(column); }

  std::uint32_t bits_ = 0;
};

}  // namespace spendlens::ledger
