#include <algorithm>

#include "audit/batch_work.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::audit {

namespace {

/// Batches that, with all that is kept of them, fit the memory; the work makes room for the largest.
std::vector<ledger::PrefixRange> plan_batches(const Run& run, BatchWork& work) {
  const ledger::BatchCost reading = ledger::reading_cost(run.ledger, work.wanted());
  const ledger::BatchCost results = work.cost();
  // Subscriptions come in a number that nobody knows before; buffers grow by a little more than they need.
  const std::uint64_t most = run.options.memory_bytes / 100 * 93;
  const auto batches = ledger::batches_of(run.ledger, run.range, most, {reading.per_row + results.per_row, reading.per_customer + results.per_customer, reading.per_entry});
  std::uint64_t customers = 0;
  std::uint64_t rows = 0;
  for (const ledger::PrefixRange& batch : batches) {
    std::uint64_t rows_of_batch = 0;
    for (const ledger::Segment& segment : run.ledger.segments()) rows_of_batch += ledger::rows_in(segment, batch);
    customers = std::max(customers, run.ledger.customers_in(batch));
    rows = std::max(rows, rows_of_batch);
  }
  work.reserve(customers, rows);
  return batches;
}

template <class Partial>
void reduce(comm::Communicator& communicator, Partial& partial) {
  std::vector<int128> numbers = partial.numbers();
  communicator.all_reduce(std::span<int128>(numbers), comm::ReduceOp::kSum);
  partial.set_numbers(numbers);
}

void reduce_all(Run& run) {
  reduce(run.communicator, run.lens1_partial);
  reduce(run.communicator, run.lens1_compare_partial);
  for (WindowSummary& window : run.result.windows) {
    reduce(run.communicator, window.signals);
    reduce(run.communicator, window.personas);
    run.communicator.all_reduce(std::span<std::uint64_t>(window.recovery), comm::ReduceOp::kSum);
  }
}

}  // namespace

void stream_stage(Run& run) {
  BatchWork work(run);
  const auto batches = plan_batches(run, work);
  run.batches = batches.size();
  const std::uint64_t rounds = run.communicator.all_reduce_value<std::uint64_t>(batches.size(), comm::ReduceOp::kMax);
  ledger::BatchReader reader(run.ledger, batches, work.wanted(), ledger::RowOrder::kBySegment);
  std::uint64_t rows_done = 0;
  // As many rounds on every rank, so that a rank's error ends all of them after the same batch.
  for (std::uint64_t round = 0; round < rounds; ++round) {
    comm::agree(run.communicator, [&] {
      const ledger::Batch* batch = reader.next();
      if (batch == nullptr) return;
      work.process(*batch);
      rows_done += batch->num_rows();
    });
    if (run.options.progress && run.communicator.rank() == 0)
      run.options.progress({rows_done * static_cast<std::uint64_t>(run.communicator.size()), run.result.ledger.transactions});
  }
  run.bytes_read = reader.bytes_read();
  run.batch_memory_bytes = reader.memory_bytes() + work.memory_bytes();
  comm::agree(run.communicator, [&] {
    if (run.state.size() != run.num_customers) throw InternalError("the batches do not hold the customers that were counted");
  });
  reduce_all(run);
}

}  // namespace spendlens::audit
