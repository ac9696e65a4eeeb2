#include <fmt/core.h>

#include <cstddef>
#include <string>

#include "ledger/check/segment_check.hpp"
#include "ledger/read/attribute_slice.hpp"
#include "ledger/read/batch_slice.hpp"
#include "ledger/segment/column_names.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::ledger {

namespace {

/// Customers that are looked at together, listed ones included.
constexpr std::uint64_t kCustomersTogether = 65'536;

/// The end of the prefixes from range.begin on, at least one, that hold at most so many.
std::size_t end_of_some(const Segment& segment, PrefixRange range) {
  std::uint64_t customers = 0;
  for (std::size_t prefix = range.begin; prefix < range.end; ++prefix) {
    customers += segment.customer_index[prefix + 1] - segment.customer_index[prefix] +
                 segment.listed_index[prefix + 1] - segment.listed_index[prefix];
    if (customers > kCustomersTogether) return prefix > range.begin ? prefix : prefix + 1;
  }
  return range.end;
}

void check_listed(const Segment& segment, std::uint64_t first, const Batch& batch) {
  const CustomerAttributes& listed = batch.attributes;
  std::size_t customer = 0;
  for (std::size_t i = 0; i < listed.num_listed(); ++i) {
    const std::string id(text_at(listed.listed_id, listed.listed_width, i));
    if (listed.listed_hash[i] != text_hash(id))
      refuse_segment(segment, fmt::format("{} of row {} is not the hash of '{}'", names::kListedHash, first + i,
                                          readable(id, kMaxIdBytes)));
    while (customer < batch.num_customers() && batch.hash[customer] < listed.listed_hash[i]) ++customer;
    for (std::size_t c = customer; c < batch.num_customers() && batch.hash[c] == listed.listed_hash[i]; ++c)
      if (batch.customer_id(c) == id)
        refuse_segment(segment, fmt::format("'{}' is listed in row {} of {} and is a customer too",
                                            readable(id, kMaxIdBytes), first + i, names::kListedId));
  }
}

}  // namespace

void check_attributes(const Segment& segment, PrefixRange range) {
  Batch batch;
  for (std::size_t begin = range.begin; begin < range.end;) {
    const PrefixRange some{begin, end_of_some(segment, {begin, range.end})};
    read_customers(segment, some, batch);
    read_attributes(segment, some, refuse_segment, batch.attributes);
    check_listed(segment, segment.listed_index[some.begin], batch);
    begin = some.end;
  }
}

}  // namespace spendlens::ledger
