#include "ledger/batch_merge.hpp"
#include "ledger/batch_slice.hpp"
#include "spendlens/ledger/ledger.hpp"

namespace spendlens::ledger {

namespace {

/// Customers of all segments that are held at once.
constexpr std::uint64_t kCustomersAtOnce = 1'000'000;

/// The end of the prefixes from `begin` on, at least one, that hold at most so many customers.
std::size_t end_of_piece(const Ledger& ledger, std::size_t begin, std::size_t end) {
  std::uint64_t customers = 0;
  for (std::size_t prefix = begin; prefix < end; ++prefix) {
    for (const Segment& segment : ledger.segments())
      customers += segment.customer_index[prefix + 1] - segment.customer_index[prefix];
    if (customers > kCustomersAtOnce) return prefix > begin ? prefix : prefix + 1;
  }
  return end;
}

}  // namespace

std::uint64_t count_customers(const Ledger& ledger, PrefixRange range) {
  const std::vector<Segment>& segments = ledger.segments();
  if (segments.size() == 1) return segments[0].customer_index[range.end] - segments[0].customer_index[range.begin];
  std::uint64_t count = 0;
  std::vector<Batch> slices(segments.size());
  for (std::size_t begin = range.begin; begin < range.end;) {
    const std::size_t end = end_of_piece(ledger, begin, range.end);
    for (std::size_t i = 0; i < segments.size(); ++i) read_customers(segments[i], {begin, end}, slices[i]);
    for_each_customer(slices, [&count](std::span<const SlicePlace>) { ++count; });
    begin = end;
  }
  return count;
}

}  // namespace spendlens::ledger
