#include <numeric>

#include "ledger/read/batch_slice.hpp"
#include "ledger/read/customer_union.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/batch.hpp"
#include "spendlens/ledger/count_customers.hpp"

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

std::vector<std::uint32_t> customers_by_prefix(const Ledger& ledger, PrefixRange range) {
  if (const auto& filtered = ledger.filtered())
    return {filtered->customers.begin() + static_cast<std::ptrdiff_t>(range.begin),
            filtered->customers.begin() + static_cast<std::ptrdiff_t>(range.end)};
  const std::vector<Segment>& segments = ledger.segments();
  std::vector<std::uint32_t> counts(range.end - range.begin, 0);
  std::vector<Batch> slices(segments.size() > 1 ? segments.size() : 0);
  CustomerUnion customers;
  for (std::size_t begin = range.begin; begin < range.end;) {
    const std::size_t end = end_of_piece(ledger, begin, range.end);
    if (segments.size() == 1) {
      for (std::size_t prefix = begin; prefix < end; ++prefix)
        counts[prefix - range.begin] =
            static_cast<std::uint32_t>(segments[0].customer_index[prefix + 1] - segments[0].customer_index[prefix]);
    } else {
      for (std::size_t i = 0; i < segments.size(); ++i) read_customers(segments[i], {begin, end}, slices[i]);
      customers.start(slices);
      while (customers.next())
        for (std::size_t i = 0; i < customers.size(); ++i) ++counts[hash_prefix(customers.any_hash(i)) - range.begin];
    }
    begin = end;
  }
  return counts;
}

std::uint64_t count_customers(const Ledger& ledger, PrefixRange range) {
  const std::vector<std::uint32_t> counts = customers_by_prefix(ledger, range);
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

}  // namespace spendlens::ledger
