#pragma once

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
  kSnapshot,   ///< accounts and liabilities
  kArchetype,  ///< generated ledgers only
};

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
