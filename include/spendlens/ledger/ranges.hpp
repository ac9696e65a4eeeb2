#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/ledger/ledger.hpp"

namespace spendlens::ledger {

/// Cuts all hash prefixes into `parts` consecutive ranges with about equal rows to read (customers count as one more
/// each). The same on every rank; ranges may be empty. Local.
/// Rows in `finished`, ascending ranges that do not overlap, count for nothing, and none of these is cut.
[[nodiscard]] std::vector<PrefixRange> balanced_ranges(const Ledger& ledger, std::size_t parts,
                                                       std::span<const PrefixRange> finished = {});

/// Rows of a segment, or of all of them, in a range as the segments' needs say, at most. Local.
[[nodiscard]] std::uint64_t rows_in(const Segment& segment, PrefixRange range);
[[nodiscard]] std::uint64_t rows_in(const Ledger& ledger, PrefixRange range);

/// What a batch costs, in bytes or any other unit.
struct BatchCost {
  std::uint64_t per_row = 1;
  std::uint64_t per_customer = 1;  ///< as Ledger::customers_in counts them
  std::uint64_t per_entry = 0;     ///< a customer of one segment
};

/// Cuts a range into consecutive batches that cost at most `most`, at least one prefix a batch.
[[nodiscard]] std::vector<PrefixRange> batches_of(const Ledger& ledger, PrefixRange range, std::uint64_t most,
                                                  BatchCost cost = {});

}  // namespace spendlens::ledger
