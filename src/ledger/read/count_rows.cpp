#include "spendlens/ledger/count_rows.hpp"

#include <algorithm>

#include "spendlens/comm/agree.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::ledger {

namespace {

constexpr std::uint64_t kRowsAtOnce = 1'000'000;

}  // namespace

CountedRows count_rows(const Ledger& ledger, PrefixRange range) {
  CountedRows counted;
  std::vector<std::string> overlapping;
  for (const Segment& segment : ledger.segments())
    if (segment.overlap != 0)
      overlapping.push_back(segment.name);
    else
      counted.add_time_range(segment.first_timestamp, segment.last_timestamp, segment.num_transactions);
  if (overlapping.empty()) return counted;
  const Ledger some = ledger.only(overlapping);
  BatchReader reader(some, batches_of(some, range, kRowsAtOnce), {}, RowOrder::kBySegment);
  std::uint64_t rows = 0;
  while (const Batch* batch = reader.next()) {
    rows += batch->num_rows();
    for (const Timestamp timestamp : batch->timestamp) counted.add_time_range(timestamp, timestamp, 1);
  }
  std::uint64_t stored = 0;
  for (const Segment& segment : some.segments())
    stored += segment.transaction_index[range.end] - segment.transaction_index[range.begin];
  counted.superseded = stored - rows;
  return counted;
}

void count_rows(comm::Communicator& communicator, Ledger& ledger) {
  if (!ledger.has_overlaps()) return;
  const ItemRange share = part_of(kHashPrefixes, static_cast<std::uint64_t>(communicator.rank()),
                                  static_cast<std::uint64_t>(communicator.size()));
  CountedRows counted;
  comm::agree(communicator, [&] { counted = count_rows(ledger, {share.begin, share.end}); });
  counted.superseded = communicator.all_reduce_value(counted.superseded, comm::ReduceOp::kSum);
  counted.first_timestamp = static_cast<Timestamp>(
      communicator.all_reduce_value(std::uint64_t{counted.first_timestamp}, comm::ReduceOp::kMin));
  counted.last_timestamp = static_cast<Timestamp>(
      communicator.all_reduce_value(std::uint64_t{counted.last_timestamp}, comm::ReduceOp::kMax));
  ledger.set_counted(counted);
}

}  // namespace spendlens::ledger
