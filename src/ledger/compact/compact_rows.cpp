#include "ledger/compact/compact_rows.hpp"
#include "spendlens/ledger/batch_reader.hpp"
#include "spendlens/ledger/count_customers.hpp"

#include <algorithm>
#include <numeric>

namespace spendlens::ledger {

namespace {

/// A pass of its own, over accounts alone.
void count_accounts(const Ledger& folded, PrefixRange range, std::uint64_t memory_bytes, SegmentPart& part) {
  const ColumnSet columns = folded.columns();
  const WantedColumns wanted{{Column::kAccount, Column::kSnapshot}};
  BatchReader reader(folded, batches_of(folded, range, memory_bytes, reading_cost(folded, wanted)), wanted);
  while (const Batch* batch = reader.next()) {
    if (columns.has(Column::kAccount)) {
      part.num_account_refs += batch->account_ref_offset.back();
      part.account_width = std::max(part.account_width, batch->account_width);
    }
    if (columns.has(Column::kSnapshot)) {
      part.num_accounts += batch->snapshot.num_accounts();
      part.num_liabilities += batch->snapshot.num_liabilities();
      part.num_aprs += batch->snapshot.apr.size();
      part.snapshot_account_width = std::max(part.snapshot_account_width, batch->snapshot.account_width);
    }
  }
}

std::vector<std::uint64_t> differences(const std::vector<std::uint64_t>& offset) {
  std::vector<std::uint64_t> counts;
  for (std::size_t i = 0; i + 1 < offset.size(); ++i) counts.push_back(offset[i + 1] - offset[i]);
  return counts;
}

void append_batch(SegmentWriter& writer, const Batch& batch, ColumnSet columns) {
  const std::vector<std::uint64_t> num_rows = differences(batch.offset);
  const std::vector<std::uint64_t> num_refs = differences(batch.account_ref_offset);
  SegmentRun run;
  run.id_width = batch.id_width;
  run.id = batch.id;
  run.hash = batch.hash;
  run.first_timestamp = batch.first_timestamp;
  run.num_rows = num_rows;
  static_cast<TransactionViews&>(run) = views_of(batch);
  run.num_account_refs = num_refs;
  run.account_width = batch.account_width;
  run.account_ref = batch.account_ref;
  run.archetype = batch.archetype;
  if (columns.has(Column::kSnapshot)) run.snapshot = &batch.snapshot;
  writer.append(run);
}

}  // namespace

SegmentPart count_folded(Ledger& folded, PrefixRange range, std::uint64_t memory_bytes) {
  SegmentPart part;
  part.id_width = folded.id_width();
  for (const Segment& segment : folded.segments()) {
    part.num_transactions += segment.transaction_index[range.end] - segment.transaction_index[range.begin];
    if (segment.num_transactions == 0) continue;
    part.first_timestamp = std::min(part.first_timestamp, segment.first_timestamp);
    part.last_timestamp = std::max(part.last_timestamp, segment.last_timestamp);
  }
  const std::vector<std::uint32_t> customers = customers_by_prefix(folded, range);
  part.num_customers = std::accumulate(customers.begin(), customers.end(), std::uint64_t{0});
  folded.set_customers(range.begin, customers);
  const ColumnSet columns = folded.columns();
  if (columns.has(Column::kAccount) || columns.has(Column::kSnapshot))
    count_accounts(folded, range, memory_bytes, part);
  return part;
}

void append_folded(SegmentWriter& writer, const Ledger& folded, PrefixRange range, std::uint64_t memory_bytes) {
  const WantedColumns wanted{folded.columns()};
  BatchReader reader(folded, batches_of(folded, range, memory_bytes, reading_cost(folded, wanted)), wanted,
                     RowOrder::kTotal);
  while (const Batch* batch = reader.next()) append_batch(writer, *batch, folded.columns());
}

}  // namespace spendlens::ledger
