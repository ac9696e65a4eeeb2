#pragma once

#include <cstdint>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/ledger/column_set.hpp"

namespace spendlens::ledger {

/// What readers of a ledger leave out: rows by their dimensions, customers with all that is theirs by their attributes.
/// A customer none of whose rows is left goes too, unless it has accounts.
struct RowFilter {
  struct Condition {
    bool of_orders = false;  ///< a dimension
    std::size_t index = 0;   ///< among the ledger's dimensions, or attributes
    /// 1 of codes that stay, as many as there are texts; the last one is of rows or customers without any
    std::vector<std::uint8_t> keeps;

    [[nodiscard]] bool has(std::uint16_t code) const {
      return keeps[code < keeps.size() - 1 ? code : keeps.size() - 1] != 0;
    }
  };
  std::vector<Condition> columns;  ///< all must hold

  [[nodiscard]] bool empty() const { return columns.empty(); }
  [[nodiscard]] bool of_orders() const {
    for (const Condition& column : columns)
      if (column.of_orders) return true;
    return false;
  }

  /// What a reader needs to apply it.
  [[nodiscard]] ColumnSet columns_to_read() const {
    ColumnSet all;
    for (const Condition& column : columns)
      all.add(column.of_orders ? column_of_dimension(column.index) : Column::kAttributes);
    return all.add(Column::kSnapshot, of_orders());
  }
};

/// What of a ledger its filter leaves.
struct FilteredCounts {
  std::vector<std::uint32_t> customers;  ///< by hash prefix
  std::uint64_t transactions = 0;
  std::uint64_t accounts = 0;
  std::uint64_t liabilities = 0;
  Timestamp first_timestamp = kNoTimestamp;  ///< of the transactions, as last_timestamp; without any the largest and 0
  Timestamp last_timestamp = 0;
};

}  // namespace spendlens::ledger
