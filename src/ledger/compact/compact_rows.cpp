#include "ledger/compact/compact_rows.hpp"
#include "spendlens/ledger/batch_reader.hpp"
#include "spendlens/ledger/count_customers.hpp"
#include "spendlens/ledger/count_rows.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace spendlens::ledger {

namespace {

/// Account ids of one customer that 8 bits number.
constexpr std::uint64_t kMaxNarrowAccounts = std::numeric_limits<std::uint8_t>::max();

/// A pass of its own, over accounts and attributes alone.
void count_accounts(const Ledger& folded, PrefixRange range, std::uint64_t memory_bytes, SegmentPart& part) {
  const ColumnSet columns = folded.columns();
  const WantedColumns wanted{{Column::kAccount, Column::kSnapshot, Column::kAttributes}};
  BatchReader reader(folded, batches_of(folded, range, memory_bytes, reading_cost(folded, wanted)), wanted);
  while (const Batch* batch = reader.next()) {
    if (columns.has(Column::kAccount)) {
      part.num_account_refs += batch->account_ref_offset.back();
      for (std::size_t c = 0; c < batch->num_customers(); ++c)
        part.wide.add(Column::kAccount,
                      batch->account_ref_offset[c + 1] - batch->account_ref_offset[c] > kMaxNarrowAccounts);
      part.account_width = std::max(part.account_width, batch->account_width);
    }
    if (columns.has(Column::kSnapshot)) {
      part.num_accounts += batch->snapshot.num_accounts();
      part.num_liabilities += batch->snapshot.num_liabilities();
      part.num_aprs += batch->snapshot.apr.size();
      part.num_joint += batch->snapshot.num_joint();
      part.joint_owner_width = std::max(part.joint_owner_width, batch->snapshot.joint_owner_width);
      part.snapshot_account_width = std::max(part.snapshot_account_width, batch->snapshot.account_width);
    }
    if (columns.has(Column::kAttributes)) {
      part.num_listed += batch->attributes.num_listed();
      part.listed_width = std::max(part.listed_width, batch->attributes.listed_width);
    }
  }
}

std::vector<std::uint64_t> differences(const std::vector<std::uint64_t>& offset) {
  std::vector<std::uint64_t> counts;
  for (std::size_t i = 0; i + 1 < offset.size(); ++i) counts.push_back(offset[i + 1] - offset[i]);
  return counts;
}

/// The batch's rows with other codes of merchants, each customer's in the order of a segment again.
void rename_merchants(const Batch& batch, ColumnSet columns, const std::vector<std::uint32_t>& merchant_code,
                      TransactionRows& into) {
  std::vector<TransactionRow> rows;
  for_each_transaction_column([&](const auto& column) { column.of(into).clear(); });
  for (std::size_t customer = 0; customer < batch.num_customers(); ++customer) {
    rows.clear();
    for (std::uint64_t i = batch.offset[customer]; i < batch.offset[customer + 1]; ++i) {
      TransactionRow& row = rows.emplace_back();
      for_each_transaction_column([&](const auto& column) {
        if (!column.of(batch).empty()) column.of(row) = column.of(batch)[i];
      });
      if (row.merchant != kNoMerchant) row.merchant = merchant_code[row.merchant];
    }
    std::sort(rows.begin(), rows.end(),
              [](const TransactionRow& a, const TransactionRow& b) { return compare_rows(a, b) < 0; });
    for (const TransactionRow& row : rows) append_row(columns | kRequiredColumns, row, into);
  }
}

}  // namespace

BatchRun::BatchRun(const Batch& batch, ColumnSet columns, const TransactionRows* rows)
    : num_rows_(differences(batch.offset)), num_refs_(differences(batch.account_ref_offset)) {
  run_.id_width = batch.id_width;
  run_.id = batch.id;
  run_.hash = batch.hash;
  run_.first_timestamp = batch.first_timestamp;
  run_.num_rows = num_rows_;
  static_cast<TransactionViews&>(run_) = views_of(rows != nullptr ? *rows : batch);
  run_.num_account_refs = num_refs_;
  run_.account_width = batch.account_width;
  run_.account_ref = batch.account_ref;
  run_.archetype = batch.archetype;
  if (columns.has(Column::kSnapshot)) run_.snapshot = &batch.snapshot;
  if (columns.has(Column::kAttributes)) run_.attributes = &batch.attributes;
}

SegmentPart count_folded(Ledger& folded, PrefixRange range, std::uint64_t memory_bytes) {
  SegmentPart part;
  part.id_width = folded.id_width();
  // What does not fit in one of the segments does not fit in the new one; the others' values do.
  for (const Segment& segment : folded.segments())
    for (const Column column : {Column::kAmount, Column::kMargin}) part.wide.add(column, segment.wide.has(column));
  if (const Segment* snapshot = folded.snapshot_segment())
    part.wide.add(Column::kSnapshot, snapshot->wide.has(Column::kSnapshot));
  const CountedRows counted = count_rows(folded, range);
  for (const Segment& segment : folded.segments())
    part.num_transactions += segment.transaction_index[range.end] - segment.transaction_index[range.begin];
  part.num_transactions -= counted.superseded;
  part.first_timestamp = counted.first_timestamp;
  part.last_timestamp = counted.last_timestamp;
  const std::vector<std::uint32_t> customers = customers_by_prefix(folded, range);
  part.num_customers = std::accumulate(customers.begin(), customers.end(), std::uint64_t{0});
  folded.set_customers(range.begin, customers);
  const ColumnSet columns = folded.columns();
  if (columns.has(Column::kAccount) || columns.has(Column::kSnapshot) || columns.has(Column::kAttributes))
    count_accounts(folded, range, memory_bytes, part);
  return part;
}

void append_folded(SegmentWriter& writer, const Ledger& folded, PrefixRange range, std::uint64_t memory_bytes,
                   const std::vector<std::uint32_t>& merchant_code) {
  const WantedColumns wanted{folded.columns()};
  BatchReader reader(folded, batches_of(folded, range, memory_bytes, reading_cost(folded, wanted)), wanted,
                     RowOrder::kTotal);
  TransactionRows renamed;
  while (const Batch* batch = reader.next()) {
    if (!merchant_code.empty()) rename_merchants(*batch, folded.columns(), merchant_code, renamed);
    writer.append(BatchRun(*batch, folded.columns(), merchant_code.empty() ? nullptr : &renamed).run());
  }
}

}  // namespace spendlens::ledger
