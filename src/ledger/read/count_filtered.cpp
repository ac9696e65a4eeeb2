#include "spendlens/ledger/count_filtered.hpp"

#include <algorithm>
#include <array>

#include "spendlens/comm/agree.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::ledger {

namespace {

constexpr std::uint64_t kRowsFilteredAtOnce = 1'000'000;

/// What is counted of some prefixes; customers by prefix.
struct Counting {
  std::vector<std::uint64_t> customers = std::vector<std::uint64_t>(kHashPrefixes, 0);
  std::array<std::uint64_t, 3> sums{};  ///< transactions, accounts, liabilities
  std::uint64_t first = kNoTimestamp;
  std::uint64_t last = 0;

  void add(const Batch& batch) {
    for (const std::uint64_t hash : batch.hash) ++customers[hash_prefix(hash)];
    sums[0] += batch.num_rows();
    sums[1] += batch.snapshot.num_accounts();
    sums[2] += batch.snapshot.num_liabilities();
    for (const Timestamp timestamp : batch.timestamp) {
      first = std::min<std::uint64_t>(first, timestamp);
      last = std::max<std::uint64_t>(last, timestamp);
    }
  }
};

}  // namespace

void count_filtered(comm::Communicator& communicator, Ledger& ledger) {
  if (ledger.filter().empty()) return;
  const ItemRange share = part_of(kHashPrefixes, static_cast<std::uint64_t>(communicator.rank()),
                                  static_cast<std::uint64_t>(communicator.size()));
  Counting counting;
  comm::agree(communicator, [&] {
    BatchReader reader(ledger, batches_of(ledger, {share.begin, share.end}, kRowsFilteredAtOnce),
                       {{Column::kSnapshot}, 0}, RowOrder::kBySegment);
    while (const Batch* batch = reader.next()) counting.add(*batch);
  });
  communicator.all_reduce(std::span<std::uint64_t>(counting.customers), comm::ReduceOp::kSum);
  communicator.all_reduce(std::span<std::uint64_t>(counting.sums), comm::ReduceOp::kSum);
  FilteredCounts counts;
  counts.customers.assign(counting.customers.begin(), counting.customers.end());
  counts.transactions = counting.sums[0];
  counts.accounts = counting.sums[1];
  counts.liabilities = counting.sums[2];
  counts.first_timestamp = static_cast<Timestamp>(communicator.all_reduce_value(counting.first, comm::ReduceOp::kMin));
  counts.last_timestamp = static_cast<Timestamp>(communicator.all_reduce_value(counting.last, comm::ReduceOp::kMax));
  ledger.set_filtered(std::move(counts));
}

}  // namespace spendlens::ledger
