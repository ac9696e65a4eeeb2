#include "ledger/read/attribute_slice.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "ledger/read/batch_slice.hpp"
#include "ledger/segment/column_names.hpp"
#include "ledger/segment/padded_text.hpp"
#include "spendlens/core/hashing.hpp"

namespace spendlens::ledger {

namespace {

/// The codes of one attribute after the other, customer by customer.
std::uint64_t read_codes(const Segment& segment, Refuse refuse, const char* beginning, ItemRange rows,
                         std::vector<std::uint16_t>& into) {
  const std::size_t n = rows.end - rows.begin;
  const std::size_t attributes = segment.attributes.size();
  resize_reused(into, n * attributes);
  std::uint64_t bytes = 0;
  std::vector<std::uint16_t> column;
  for (std::size_t attribute = 0; attribute < attributes; ++attribute) {
    const std::string path = names::path_of(beginning, segment.attributes[attribute].name);
    const std::size_t texts = segment.attributes[attribute].texts.size();
    bytes += read_stored(segment, path.c_str(), rows.begin, n, column,
                         [&](std::uint64_t first, std::span<const std::uint16_t> codes) {
                           require_each({segment, refuse, path.c_str()}, first, codes,
                                        [texts](std::uint16_t code) { return code < texts || code == kNoAttribute; });
                         });
    for (std::size_t i = 0; i < n; ++i) into[i * attributes + attribute] = column[i];
  }
  return bytes;
}

void require_listed(const Segment& segment, Refuse refuse, PrefixRange range, std::uint64_t first,
                    const CustomerAttributes& attributes) {
  const auto key = [&](std::size_t i) {
    return std::tuple(attributes.listed_hash[i], text_at(attributes.listed_id, attributes.listed_width, i));
  };
  for (std::size_t i = 0; i < attributes.num_listed(); ++i) {
    const std::string_view id = text_at(attributes.listed_id, attributes.listed_width, i);
    const std::size_t prefix = hash_prefix(attributes.listed_hash[i]);
    if (id.empty() || has_more_behind(attributes.listed_id, attributes.listed_width, i) || prefix < range.begin ||
        prefix >= range.end || (i > 0 && key(i - 1) >= key(i)))
      refuse(segment, fmt::format("{} of row {} is empty, has a NUL inside or is not in its place", names::kListedId,
                                  first + i));
  }
}

/// Where a customer stands before, at or behind a listed one: below, equal to or above 0.
int compare_with_listed(const Batch& batch, std::size_t customer, std::size_t listed) {
  const CustomerAttributes& attributes = batch.attributes;
  if (batch.hash[customer] != attributes.listed_hash[listed])
    return batch.hash[customer] < attributes.listed_hash[listed] ? -1 : 1;
  return compare_padded(batch.id.data() + customer * batch.id_width, batch.id_width,
                        attributes.listed_id.data() + listed * attributes.listed_width, attributes.listed_width);
}

}  // namespace

std::uint64_t read_attributes(const Segment& segment, PrefixRange range, Refuse refuse, CustomerAttributes& into) {
  into.num_attributes = segment.attributes.size();
  std::uint64_t bytes = read_codes(segment, refuse, names::kAttribute,
                                   {segment.customer_index[range.begin], segment.customer_index[range.end]}, into.code);
  const ItemRange listed{segment.listed_index[range.begin], segment.listed_index[range.end]};
  const std::size_t n = listed.end - listed.begin;
  into.listed_width = segment.file->layout().at(names::kListedId).type.width;
  bytes += read_padded(segment, names::kListedId, listed.begin, n, into.listed_id);
  bytes += read_column(segment, names::kListedHash, listed.begin, n, into.listed_hash);
  require_listed(segment, refuse, range, listed.begin, into);
  return bytes + read_codes(segment, refuse, names::kListedAttribute, listed, into.listed_code);
}

void spread_attributes(const Batch& part, Batch& batch) {
  CustomerAttributes& attributes = batch.attributes;
  const auto m = static_cast<std::ptrdiff_t>(attributes.num_attributes);
  CustomerAttributes spread;
  spread.num_attributes = attributes.num_attributes;
  spread.listed_width = attributes.listed_width;
  std::size_t own = 0;
  std::size_t listed = 0;
  const auto keep_listed = [&](std::size_t i) {
    const auto id = attributes.listed_id.begin() + static_cast<std::ptrdiff_t>(i * attributes.listed_width);
    spread.listed_id.insert(spread.listed_id.end(), id, id + attributes.listed_width);
    spread.listed_hash.push_back(attributes.listed_hash[i]);
    const auto code = attributes.listed_code.begin() + static_cast<std::ptrdiff_t>(i) * m;
    spread.listed_code.insert(spread.listed_code.end(), code, code + m);
  };
  const auto append = [&](const std::vector<std::uint16_t>& codes, std::size_t i) {
    const auto code = codes.begin() + static_cast<std::ptrdiff_t>(i) * m;
    spread.code.insert(spread.code.end(), code, code + m);
  };
  for (std::size_t customer = 0; customer < batch.num_customers(); ++customer) {
    while (listed < attributes.num_listed() && compare_with_listed(batch, customer, listed) > 0) keep_listed(listed++);
    if (own < part.num_customers() && compare_customers(part, own, batch, customer) == 0)
      append(attributes.code, own++);
    else if (listed < attributes.num_listed() && compare_with_listed(batch, customer, listed) == 0)
      append(attributes.listed_code, listed++);
    else
      spread.code.insert(spread.code.end(), attributes.num_attributes, kNoAttribute);
  }
  while (listed < attributes.num_listed()) keep_listed(listed++);
  attributes = std::move(spread);
}

}  // namespace spendlens::ledger
