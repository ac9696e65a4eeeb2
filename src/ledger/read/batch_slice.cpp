#include "ledger/read/batch_slice.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <type_traits>

#include "ledger/read/account_refs.hpp"
#include "ledger/read/column_read.hpp"
#include "ledger/segment/column_names.hpp"
#include "ledger/segment/padded_text.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::ledger {

namespace {

bool never_decreases(const std::vector<std::uint64_t>& offset) {
  bool bad = false;
  for (std::size_t i = 1; i < offset.size(); ++i) bad |= offset[i] < offset[i - 1];
  return !bad;
}

void require_offsets(const Segment& segment, std::uint64_t first_customer, std::uint64_t begin, std::uint64_t end,
                     std::vector<std::uint64_t>& offset) {
  if (offset.front() == begin && offset.back() == end && never_decreases(offset)) {
    for (std::uint64_t& value : offset) value -= begin;
    return;
  }
  const auto drop = std::adjacent_find(offset.begin(), offset.end(), std::greater<>());
  const auto at = drop == offset.end() ? 0 : static_cast<std::uint64_t>(drop - offset.begin());
  refuse_slice(segment,
               fmt::format("the transaction offsets of the customer in row {} are out of range", first_customer + at));
}

/// Codes below `count` or the type's largest value, "none": with 1 added, none wraps around to 0.
template <class Code>
void require_codes(const Segment& segment, const char* column, std::uint64_t first, std::span<const Code> codes,
                   std::size_t count) {
  Code largest = 0;
  for (const Code code : codes) largest = std::max(largest, static_cast<Code>(code + 1));
  if (largest <= count) return;
  const auto culprit =
      std::find_if(codes.begin(), codes.end(), [&](Code code) { return static_cast<Code>(code + 1) > count; });
  refuse_slice(segment, fmt::format("{} of row {} is {}, but there are only {}", column,
                                    first + static_cast<std::uint64_t>(culprit - codes.begin()), *culprit, count));
}

void require_timestamps(const Segment& segment, const char* path, std::uint64_t first,
                        std::span<const Timestamp> timestamps) {
  Timestamp largest = 0;
  for (const Timestamp timestamp : timestamps) largest = std::max(largest, timestamp);
  if (largest < kTimestampLimit) return;
  const auto culprit = std::max_element(timestamps.begin(), timestamps.end());
  refuse_slice(segment, fmt::format("{} of row {} is out of range: {}", path,
                                    first + static_cast<std::uint64_t>(culprit - timestamps.begin()), largest));
}

/// Checks what a column says of rows, as far as it can be seen from the column alone.
template <class C>
void require_values(const Segment& segment, const C& column, std::uint64_t first,
                    std::span<const typename C::Value> values) {
  switch (column.content) {
    case Content::kTime:
      if constexpr (std::is_same_v<typename C::Value, Timestamp>)
        return require_timestamps(segment, segment.path_of(column), first, values);
      break;
    case Content::kMoney:
      if constexpr (std::is_same_v<typename C::Value, Minor>)
        return require_each({segment, refuse_slice, segment.path_of(column)}, first, values, in_order_range);
      break;
    case Content::kMerchant:
    case Content::kCategory:
      if constexpr (std::is_unsigned_v<typename C::Value>)
        return require_codes(
            segment, segment.path_of(column), first, values,
            column.content == Content::kMerchant ? segment.merchant_code.size() : segment.category_code.size());
      break;
    case Content::kDimension:
      if constexpr (std::is_unsigned_v<typename C::Value>)
        return require_codes(segment, segment.path_of(column), first, values,
                             segment.dimensions[dimension_of(column.id)].code.size());
      break;
    case Content::kAccount:
    case Content::kFlags:
    case Content::kCount:
    case Content::kKey:
      break;
  }
}

void require_customers(const Segment& segment, PrefixRange range, std::uint64_t first, const Batch& batch) {
  const auto& hash = batch.hash;
  for (std::size_t i = 1; i < hash.size(); ++i)
    if (hash[i - 1] >= hash[i] && compare_customers(batch, i - 1, batch, i) >= 0)
      refuse_slice(segment, fmt::format("customer '{}' in row {} is not in its place",
                                        readable(batch.customer_id(i), kMaxIdBytes), first + i));
  if (!hash.empty() && (hash_prefix(hash.front()) < range.begin || hash_prefix(hash.back()) >= range.end))
    refuse_slice(segment, fmt::format("the index does not match the customers from row {} on", first));
}

template <class Code>
void translate(std::vector<Code>& codes, const std::vector<Code>& table, Code none) {
  for (Code& code : codes) code = code == none ? none : table[code];
}

/// A table that changes something; dictionaries are distinct and ascend, so it does where its last entry is another.
template <class Code>
bool changes(const std::vector<Code>& table) {
  return !table.empty() && table.back() != table.size() - 1;
}

std::uint64_t read_archetypes(const Segment& segment, const WantedColumns& wanted, std::uint64_t first, std::size_t n,
                              Batch& into) {
  into.archetype.clear();
  if (!(wanted.columns & segment.columns).has(Column::kArchetype)) return 0;
  const std::uint64_t bytes = read_column(segment, names::kArchetype, first, n, into.archetype);
  require_codes<std::uint8_t>(segment, names::kArchetype, first, into.archetype, segment.archetypes.size());
  return bytes;
}

template <class T>
void fill_if_missing(bool wanted, std::vector<T>& column, std::size_t rows, T none) {
  if (wanted && column.size() != rows) column.assign(rows, none);
}

}  // namespace

std::uint64_t read_customers(const Segment& segment, PrefixRange range, Batch& into) {
  const std::uint64_t first = segment.customer_index[range.begin];
  const std::size_t n = segment.customer_index[range.end] - first;
  into.id_width = segment.id_width;
  resize_reused(into.id, n * segment.id_width);
  segment.file->read_texts(names::kId, first, into.id);
  const std::uint64_t bytes = into.id.size() + read_column(segment, names::kHash, first, n, into.hash);
  require_customers(segment, range, first, into);
  return bytes;
}

std::uint64_t read_rows(const Segment& segment, PrefixRange range, const WantedColumns& wanted, Batch& into) {
  const std::uint64_t first_customer = segment.customer_index[range.begin];
  const std::size_t customers = segment.customer_index[range.end] - first_customer;
  const std::uint64_t first = segment.transaction_index[range.begin];
  const std::size_t rows = segment.transaction_index[range.end] - first;
  std::uint64_t bytes = read_column(segment, names::kFirstTimestamp, first_customer, customers, into.first_timestamp);
  bytes += read_column(segment, names::kTransactionOffset, first_customer, customers + 1, into.offset);
  require_offsets(segment, first_customer, first, first + rows, into.offset);
  const ColumnSet read = (wanted.columns | kRequiredColumns) & segment.columns;
  for_each_transaction_column([&](const auto& column) {
    if (column.id == Column::kAccount) return;  // with the ids that it counts
    auto& values = column.of(into);
    if (read.has(column.id))
      bytes += read_stored(segment, segment.path_of(column), first, rows, values,
                           [&](std::uint64_t from, auto piece) { require_values(segment, column, from, piece); });
    else
      values.clear();
  });
  bytes += read_archetypes(segment, wanted, first_customer, customers, into);
  if (reads_accounts(wanted, segment.columns))
    bytes += read_account_refs(segment, first_customer, first, into);
  else
    clear_accounts(into);
  return bytes;
}

std::uint64_t read_history(const Segment& segment, PrefixRange range, const WantedColumns& wanted, Batch& into) {
  const std::uint64_t first = segment.customer_index[range.begin];
  const std::size_t n = segment.customer_index[range.end] - first;
  std::uint64_t bytes = read_archetypes(segment, wanted, first, n, into);
  for_each_transaction_column([&into](const auto& column) { column.of(into).clear(); });
  clear_accounts(into);
  into.offset.assign(n + 1, 0);
  into.first_timestamp.assign(n, kNoTimestamp);
  if (segment.need.rows == SegmentNeed::Rows::kNone) return bytes;
  const bool settled = segment.columns.has(Column::kFlags) && !segment.need.pending_counts;
  bytes +=
      read_column(segment, settled ? names::kFirstSettled : names::kFirstTimestamp, first, n, into.first_timestamp);
  std::vector<std::uint8_t> history;
  bytes += read_column(segment, names::kHistory, first, n, history);
  for (std::size_t i = 0; i < n; ++i) {
    if (into.first_timestamp[i] != kNoTimestamp) {
      into.timestamp.push_back(into.first_timestamp[i]);
      into.amount.push_back((history[i] & segment.need.purchase_bits) != 0 ? 0 : 1);
    }
    into.offset[i + 1] = into.timestamp.size();
  }
  require_timestamps(segment, transaction_column_of<Column::kTimestamp>().path, first, into.timestamp);
  return bytes;
}

void translate_codes(const Segment& segment, Batch& batch) {
  if (changes(segment.merchant_code)) translate(batch.merchant, segment.merchant_code, kNoMerchant);
  if (changes(segment.category_code)) translate(batch.category, segment.category_code, kNoCategory);
  for (std::size_t i = 0; i < kMaxDimensions; ++i)
    if (changes(segment.dimensions[i].code)) translate(batch.dimension[i], segment.dimensions[i].code, kNoDimension);
}

void fill_missing(const WantedColumns& wanted, Batch& batch) {
  const std::size_t rows = batch.num_rows();
  for_each_transaction_column([&](const auto& column) {
    if (column.id != Column::kAccount)
      fill_if_missing(wanted.columns.has(column.id), column.of(batch), rows, column.none);
  });
  fill_if_missing(wanted.columns.has(Column::kArchetype), batch.archetype, batch.num_customers(), kNoArchetype);
  if (wanted.columns.has(Column::kAccount) && batch.account_ref_offset.empty()) fill_missing_accounts(batch);
}

int compare_customers(const Batch& a, std::size_t i, const Batch& b, std::size_t j) {
  if (a.hash[i] != b.hash[j]) return a.hash[i] < b.hash[j] ? -1 : 1;
  return compare_padded(a.id.data() + i * a.id_width, a.id_width, b.id.data() + j * b.id_width, b.id_width);
}

}  // namespace spendlens::ledger
