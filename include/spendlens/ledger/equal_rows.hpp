#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace spendlens::ledger {

/// How many rows of a segment are equal to rows of another one.
struct EqualRows {
  std::string segment;  ///< the other one
  std::uint64_t rows = 0;
};

/// About how many rows of `name` the segments tell too, by customer, time, amount and merchant, that overlap it in time
/// where one of the two has no keys. The number is exact in a small segment, otherwise from a sample of the customers.
/// Segments that tell none are left out. Local. Throws as Ledger::open().
[[nodiscard]] std::vector<EqualRows> estimate_equal_rows(const std::string& directory, const std::string& name);

}  // namespace spendlens::ledger
