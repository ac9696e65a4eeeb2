#include "spendlens/ledger/equal_rows.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <tuple>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::ledger {

namespace {

/// Rows of a segment that are looked at, about.
constexpr std::uint64_t kSampledRows = 200'000;

/// The prefixes that are looked at: evenly spread, all of small segments.
std::vector<PrefixRange> sampled_prefixes(const Segment& a, const Segment& b) {
  const std::uint64_t rows = std::max(a.num_transactions, b.num_transactions);
  const std::uint64_t step = std::clamp<std::uint64_t>(rows / kSampledRows, 1, kHashPrefixes / 64);
  if (step == 1) return {{0, kHashPrefixes}};
  std::vector<PrefixRange> prefixes;
  for (std::size_t prefix = 0; prefix < kHashPrefixes; prefix += step) prefixes.push_back({prefix, prefix + 1});
  return prefixes;
}

std::uint64_t rows_in(const Segment& segment, const std::vector<PrefixRange>& prefixes) {
  std::uint64_t rows = 0;
  for (const PrefixRange& range : prefixes)
    rows += segment.transaction_index[range.end] - segment.transaction_index[range.begin];
  return rows;
}

/// What makes two rows equal, as one number.
using RowHash = std::uint64_t;

std::vector<RowHash> row_hashes(const Ledger& ledger, const std::vector<PrefixRange>& prefixes) {
  std::vector<RowHash> hashes;
  BatchReader reader(ledger, prefixes, {{Column::kMerchant}}, RowOrder::kBySegment);
  while (const Batch* batch = reader.next())
    for (std::size_t customer = 0; customer < batch->num_customers(); ++customer)
      for (std::uint64_t row = batch->offset[customer]; row < batch->offset[customer + 1]; ++row) {
        const bool has_merchant = !batch->merchant.empty() && batch->merchant[row] != kNoMerchant;
        const std::uint64_t merchant = has_merchant ? text_hash(ledger.merchants()[batch->merchant[row]]) : 0;
        const std::array<std::uint64_t, 4> words{batch->hash[customer], batch->timestamp[row],
                                                 static_cast<std::uint64_t>(batch->amount[row]), merchant};
        hashes.push_back(text_hash({reinterpret_cast<const char*>(words.data()), sizeof words}));
      }
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}

bool overlap(const Segment& a, const Segment& b) {
  return a.num_transactions > 0 && b.num_transactions > 0 && a.first_timestamp <= b.last_timestamp &&
         b.first_timestamp <= a.last_timestamp;
}

}  // namespace

std::vector<EqualRows> estimate_equal_rows(const std::string& directory, const std::string& name) {
  comm::LocalCommunicator communicator;
  const Ledger ledger = Ledger::open(communicator, directory);
  const auto segment = std::find_if(ledger.segments().begin(), ledger.segments().end(),
                                    [&](const Segment& one) { return one.name == name; });
  std::vector<EqualRows> found;
  if (segment == ledger.segments().end()) return found;
  for (const Segment& other : ledger.segments()) {
    const bool have_keys = segment->columns.has(Column::kKey) && other.columns.has(Column::kKey);
    if (other.name == name || have_keys || !overlap(*segment, other)) continue;
    const std::vector<PrefixRange> prefixes = sampled_prefixes(*segment, other);
    const std::vector<RowHash> own = row_hashes(ledger.only({name}), prefixes);
    const std::vector<RowHash> others = row_hashes(ledger.only({other.name}), prefixes);
    std::vector<RowHash> equal;
    std::set_intersection(own.begin(), own.end(), others.begin(), others.end(), std::back_inserter(equal));
    const std::uint64_t sampled = rows_in(*segment, prefixes);
    if (!equal.empty())
      found.push_back({other.name, static_cast<std::uint64_t>(static_cast<uint128>(equal.size()) *
                                                              segment->num_transactions / sampled)});
  }
  return found;
}

}  // namespace spendlens::ledger
