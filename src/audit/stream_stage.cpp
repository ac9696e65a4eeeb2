#include <algorithm>

#include "audit/batch_work.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::audit {

namespace {

/// Bytes that a row takes in a batch and in what is derived from it, customers' share included.
constexpr std::uint64_t kBytesPerRow = 96;

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
  const std::uint64_t max_rows = std::max<std::uint64_t>(4096, run.options.memory_bytes / 2 / kBytesPerRow);
  const auto batches = ledger::batches_of(run.ledger, run.range, max_rows);
  const std::uint64_t rounds = run.communicator.all_reduce_value<std::uint64_t>(batches.size(), comm::ReduceOp::kMax);
  BatchWork work(run);
  ledger::BatchReader reader(run.ledger, batches, work.wanted());
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
  comm::agree(run.communicator, [&] {
    if (run.state.size() != run.num_customers) throw InternalError("the batches do not hold the customers that were counted");
  });
  reduce_all(run);
}

}  // namespace spendlens::audit
