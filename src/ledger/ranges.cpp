#include <algorithm>

#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::ledger {

namespace {

/// Transactions, and customers as one more each, before each hash prefix.
std::vector<std::uint64_t> work_before(const Ledger& ledger) {
  std::vector<std::uint64_t> work(kHashPrefixes + 1, 0);
  for (const Segment& segment : ledger.segments())
    for (std::size_t prefix = 0; prefix <= kHashPrefixes; ++prefix)
      work[prefix] += segment.transaction_index[prefix] + segment.customer_index[prefix];
  return work;
}

}  // namespace

std::uint64_t rows_in(const Segment& segment, PrefixRange range) {
  if (segment.need.rows == SegmentNeed::Rows::kNone) return 0;
  const auto& index = segment.need.rows == SegmentNeed::Rows::kAll ? segment.transaction_index : segment.customer_index;
  return index[range.end] - index[range.begin];
}

std::vector<PrefixRange> balanced_ranges(const Ledger& ledger, std::size_t parts) {
  const std::vector<std::uint64_t> work = work_before(ledger);
  std::vector<PrefixRange> ranges(parts);
  std::size_t begin = 0;
  for (std::size_t part = 0; part < parts; ++part) {
    const auto target = static_cast<std::uint64_t>(static_cast<uint128>(work.back()) * (part + 1) / parts);
    const auto cut = std::lower_bound(work.begin() + static_cast<std::ptrdiff_t>(begin), work.end(), target);
    const std::size_t end = part + 1 == parts ? kHashPrefixes : static_cast<std::size_t>(cut - work.begin());
    ranges[part] = {begin, end};
    begin = end;
  }
  return ranges;
}

std::vector<PrefixRange> batches_of(const Ledger& ledger, PrefixRange range, std::uint64_t most, BatchCost cost) {
  std::vector<PrefixRange> batches;
  std::uint64_t taken = 0;
  std::size_t begin = range.begin;
  for (std::size_t prefix = range.begin; prefix < range.end; ++prefix) {
    std::uint64_t more = ledger.customers_in({prefix, prefix + 1}) * cost.per_customer;
    for (const Segment& segment : ledger.segments())
      more += rows_in(segment, {prefix, prefix + 1}) * cost.per_row +
              (segment.customer_index[prefix + 1] - segment.customer_index[prefix]) * cost.per_entry;
    if (prefix > begin && taken + more > most) {
      batches.push_back({begin, prefix});
      begin = prefix;
      taken = 0;
    }
    taken += more;
  }
  if (begin < range.end) batches.push_back({begin, range.end});
  return batches;
}

}  // namespace spendlens::ledger
