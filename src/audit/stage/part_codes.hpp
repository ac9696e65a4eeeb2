#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/ledger/column_set.hpp"
#include "spendlens/ledger/schema.hpp"

namespace spendlens::audit {

/// An attribute of customers or a dimension of orders by its name. A view on the ledger's texts.
struct NamedColumn {
  std::string name{};
  bool of_orders = false;  ///< a dimension
  std::size_t index = 0;   ///< among the ledger's attributes, or dimensions
  const std::vector<std::string>* texts = nullptr;

  /// What of the ledger a reader needs for it.
  [[nodiscard]] ledger::ColumnSet column_to_read() const {
    return {of_orders ? ledger::column_of_dimension(index) : ledger::Column::kAttributes};
  }
};

/// Which part of the base each code is in.
struct PartCodes {
  NamedColumn column{};
  std::vector<std::uint8_t> of_code{};
  std::uint8_t without = 0;  ///< the part of who has no value

  [[nodiscard]] std::uint8_t part(std::uint16_t code) const { return code < of_code.size() ? of_code[code] : without; }
};

}  // namespace spendlens::audit
