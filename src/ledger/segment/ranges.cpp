#include <algorithm>

#include "spendlens/core/hashing.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ledger/ranges.hpp"

namespace spendlens::ledger {

namespace {

/// Rows to read that are not finished, and customers as one more each, before each hash prefix.
std::vector<std::uint64_t> work_before(const Ledger& ledger, std::span<const PrefixRange> finished) {
  std::vector<bool> is_finished(kHashPrefixes, false);
  for (const PrefixRange& range : finished)
    std::fill(is_finished.begin() + static_cast<std::ptrdiff_t>(range.begin),
              is_finished.begin() + static_cast<std::ptrdiff_t>(range.end), true);
  std::vector<std::uint64_t> work(kHashPrefixes + 1, 0);
  for (const Segment& segment : ledger.segments()) {
    std::uint64_t before = 0;
    for (std::size_t prefix = 0; prefix < kHashPrefixes; ++prefix) {
      if (!is_finished[prefix]) before += rows_in(segment, {prefix, prefix + 1});
      work[prefix + 1] += before + segment.customer_index[prefix + 1];
    }
  }
  return work;
}

}  // namespace

std::uint64_t rows_in(const Segment& segment, PrefixRange range) {
  if (segment.need.rows == SegmentNeed::Rows::kNone) return 0;
  const auto& index = segment.need.rows == SegmentNeed::Rows::kAll ? segment.transaction_index : segment.customer_index;
  return index[range.end] - index[range.begin];
}

std::uint64_t rows_in(const Ledger& ledger, PrefixRange range) {
  std::uint64_t rows = 0;
  for (const Segment& segment : ledger.segments()) rows += rows_in(segment, range);
  return rows;
}

std::vector<PrefixRange> balanced_ranges(const Ledger& ledger, std::size_t parts,
                                         std::span<const PrefixRange> finished) {
  const std::vector<std::uint64_t> work = work_before(ledger, finished);
  std::vector<PrefixRange> ranges(parts);
  std::size_t begin = 0;
  for (std::size_t part = 0; part < parts; ++part) {
    const auto target = static_cast<std::uint64_t>(static_cast<uint128>(work.back()) * (part + 1) / parts);
    const auto cut = std::lower_bound(work.begin() + static_cast<std::ptrdiff_t>(begin), work.end(), target);
    std::size_t end = part + 1 == parts ? kHashPrefixes : static_cast<std::size_t>(cut - work.begin());
    for (const PrefixRange& range : finished)
      if (range.begin < end && end < range.end) end = range.end;
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
