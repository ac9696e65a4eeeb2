#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace spendlens::ledger {

/// Attributes of some customers as codes of their dictionaries, kNoAttribute where a customer has none.
struct CustomerAttributes {
  std::size_t num_attributes = 0;
  std::vector<std::uint16_t> code;  ///< customer i has attribute a at [i * num_attributes + a]

  /// Listed customers: whom the file of customers names without that they have a transaction or an account here. They
  /// are none of the ledger's customers until they do. They ascend by (hash, id).
  std::uint32_t listed_width = 1;
  std::vector<char> listed_id;  ///< NUL-padded
  std::vector<std::uint64_t> listed_hash;
  std::vector<std::uint16_t> listed_code;  ///< as `code`

  [[nodiscard]] std::size_t num_listed() const { return listed_hash.size(); }

  /// Calls use(vector) for each column, in a fixed order.
  template <class Self, class Use>
  static void for_each_column(Self& self, Use use) {
    use(self.code), use(self.listed_id), use(self.listed_hash), use(self.listed_code);
  }
};

}  // namespace spendlens::ledger
