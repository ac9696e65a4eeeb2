#include <algorithm>

#include "ledger/read/batch_slice.hpp"
#include "ledger/segment/column_names.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::ledger {

namespace {

/// The vectors of a snapshot, has_interest included.
std::uint64_t memory_bytes(const Snapshot& snapshot) {
  std::uint64_t bytes = snapshot.has_interest.capacity();
  Snapshot::for_each_column(
      snapshot, [&bytes]<class T>(const std::vector<T>& column) { bytes += column.capacity() * sizeof(T); });
  return bytes;
}

std::uint64_t per_customer(std::uint64_t things, std::uint64_t customers) {
  return customers == 0 ? 0 : (things + customers - 1) / customers;
}

/// In memory.
std::uint64_t bytes_a_row(const WantedColumns& wanted, ColumnSet there) {
  const ColumnSet held = (wanted.columns | kRequiredColumns) & there;
  std::uint64_t bytes = 0;
  for_each_transaction_column([&]<class C>(const C& column) {
    const bool is_held = column.id == Column::kAccount ? reads_accounts(wanted, there) : held.has(column.id);
    if (is_held) bytes += sizeof(typename C::Value);
  });
  return bytes;
}

/// In the file.
std::uint64_t stored_bytes_a_row(const WantedColumns& wanted, const Segment& segment) {
  const ColumnSet held = (wanted.columns | kRequiredColumns) & segment.columns;
  std::uint64_t bytes = 0;
  for_each_transaction_column([&](const auto& column) {
    const bool is_read = column.id == Column::kAccount ? reads_accounts(wanted, segment.columns) : held.has(column.id);
    if (is_read) bytes += segment.file->layout().at(segment.path_of(column)).type.width;
  });
  if (segment.overlap != 0 && !held.has(Column::kKey)) bytes += sizeof(std::uint64_t);
  return bytes;
}

/// Of what a snapshot holds of one account and one liability, whose money takes so many bytes; aprs are taken to be one
/// a liability.
std::uint64_t bytes_a_customer_in(const Segment& snapshot, std::uint64_t money = sizeof(Minor)) {
  const std::uint64_t of_account = 2 + 3 * money;
  const std::uint64_t of_liability =
      2 + 1 + sizeof(double) + 3 * money + 1 + sizeof(Timestamp) + sizeof(std::uint64_t) + 1 + sizeof(double);
  const store::Layout& layout = snapshot.file->layout();
  return 2 * sizeof(std::uint64_t) +
         per_customer(layout.integer("accounts") * (of_account + layout.at("/account/id").type.width) +
                          layout.integer("liabilities") * of_liability,
                      snapshot.num_customers);
}

/// Of attributes in memory, listed customers included.
std::uint64_t bytes_of_attributes(const Segment& segment) {
  const std::uint64_t codes = segment.attributes.size() * sizeof(std::uint16_t);
  const std::uint64_t listed = segment.listed_index.back();
  return segment.num_customers * codes +
         listed * (codes + sizeof(std::uint64_t) + segment.file->layout().at(names::kListedId).type.width);
}

/// Of the account ids of all segments.
std::uint64_t bytes_of_account_refs(const Ledger& ledger) {
  std::uint64_t bytes = 0;
  for (const Segment& segment : ledger.segments()) {
    if (!segment.columns.has(Column::kAccount)) continue;
    const store::ColumnPlace& ids = segment.file->layout().at("/account_ref/id");
    bytes += ids.length * (ids.type.width + sizeof(std::uint16_t));
  }
  return bytes;
}

WantedColumns with_filter(const Ledger& ledger, const WantedColumns& wanted) {
  return {wanted.columns | ledger.filter().columns_to_read(), wanted.marked_subtypes};
}

}  // namespace

std::uint64_t memory_bytes(const Batch& batch) {
  const auto bytes = [](const auto&... columns) {
    return (std::uint64_t{0} + ... + (columns.capacity() * sizeof(columns[0])));
  };
  std::uint64_t of_rows = 0;
  for_each_transaction_column([&](const auto& column) { of_rows += bytes(column.of(batch)); });
  return of_rows +
         bytes(batch.id, batch.hash, batch.first_timestamp, batch.archetype, batch.offset, batch.account_ref_offset,
               batch.account_ref, batch.account_marked) +
         bytes(batch.attributes.code, batch.attributes.listed_id, batch.attributes.listed_hash,
               batch.attributes.listed_code) +
         memory_bytes(batch.snapshot);
}

BatchCost reading_cost(const Ledger& ledger, const WantedColumns& asked) {
  const WantedColumns wanted = with_filter(ledger, asked);
  const ColumnSet there = ledger.columns();
  const std::uint64_t row = bytes_a_row(wanted, there) + (wanted.marked_subtypes != 0 ? sizeof(std::uint8_t) : 0);
  // Of the slices: keys, where they are compared, and what comes of it.
  const std::uint64_t keys =
      ledger.has_overlaps() ? sizeof(std::uint8_t) + (wanted.columns.has(Column::kKey) ? 0 : sizeof(std::uint64_t)) : 0;
  std::uint64_t entry = ledger.id_width() + 2 * sizeof(std::uint64_t) + sizeof(Timestamp);
  if ((wanted.columns & there).has(Column::kArchetype)) entry += 1;
  std::uint64_t customer = entry;
  if (reads_accounts(wanted, there)) {
    std::uint64_t entries = 0;
    std::uint64_t most = 0;  // customers: no fewer than the largest segment has
    for (const Segment& segment : ledger.segments()) {
      entries += segment.num_customers;
      most = std::max(most, segment.num_customers);
    }
    entry += sizeof(std::uint64_t) + per_customer(bytes_of_account_refs(ledger), entries);
    customer += sizeof(std::uint64_t) + per_customer(bytes_of_account_refs(ledger), most);
  }
  if (wanted.columns.has(Column::kSnapshot) && ledger.snapshot_segment() != nullptr)
    customer += bytes_a_customer_in(*ledger.snapshot_segment());
  if (const Segment* segment = ledger.attribute_segment();
      wanted.columns.has(Column::kAttributes) && segment != nullptr)
    customer += per_customer(bytes_of_attributes(*segment), segment->num_customers);
  // The present batch and the one ahead; several segments are first read side by side.
  if (ledger.segments().size() == 1) return {2 * row, 2 * customer, 0};
  return {3 * row + keys, 2 * customer, entry};
}

std::uint64_t bytes_to_read(const Ledger& ledger, const WantedColumns& asked) {
  const WantedColumns wanted = with_filter(ledger, asked);
  std::uint64_t bytes = 0;
  for (const Segment& segment : ledger.segments()) {
    const bool rows = segment.need.rows == SegmentNeed::Rows::kAll;
    std::uint64_t entry = segment.id_width + sizeof(std::uint64_t);
    if (ledger.segments().size() > 1) entry *= 2;  // customers are counted first
    if ((wanted.columns & segment.columns).has(Column::kArchetype)) entry += sizeof(std::uint8_t);
    if (rows) entry += sizeof(Timestamp) + sizeof(std::uint64_t);
    if (segment.need.rows == SegmentNeed::Rows::kHistory) entry += sizeof(Timestamp) + sizeof(std::uint8_t);
    bytes += segment.num_customers * entry;
    if (!rows) continue;
    bytes += segment.num_transactions * stored_bytes_a_row(wanted, segment);
    if (!reads_accounts(wanted, segment.columns)) continue;
    const store::ColumnPlace& ids = segment.file->layout().at(names::kAccountRefId);
    bytes += ids.length * ids.type.width + segment.num_customers * sizeof(std::uint64_t);
  }
  if (const Segment* snapshot = ledger.snapshot_segment(); wanted.columns.has(Column::kSnapshot) && snapshot != nullptr)
    bytes += snapshot->num_customers *
             bytes_a_customer_in(*snapshot, snapshot->file->layout().at(names::kBalanceCurrent).type.width);
  if (const Segment* segment = ledger.attribute_segment();
      wanted.columns.has(Column::kAttributes) && segment != nullptr)
    bytes += bytes_of_attributes(*segment);
  return bytes;
}

}  // namespace spendlens::ledger
