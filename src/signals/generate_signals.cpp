#include "signals/checks.hpp"
#include "signals/reference/signals.hpp"
#include "signals/spendsense/signals.hpp"
#include "spendlens/core/blocks.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals {

SignalResults generate_signals_reference(const CustomerColumns& customer, Day reference, const SignalProfile& profile) {
  if (customer.num_customers() != 1) throw UsageError("generate_signals_reference takes one customer");
  check_columns(customer);
  check_reference(reference);
  validate(profile);
  if (profile.set == SignalSet::kBank) return bank_reference::signals_of(customer, reference, profile.bank);
  return spendsense::signals_of(customer, 0, reference, profile);
}

SignalResults generate_signals(const CustomerColumns& customers, Day reference, const SignalProfile& profile,
                               const ParallelPolicy& policy) {
  const int workers = policy.workers_for(customers.num_customers());
  check_columns(customers);
  const Summarizer summarizer(reference, profile);
  SignalResults results;
  results.windows = windows_of(profile);
  results.tables = empty_tables(profile, customers.knowledge);
  for (SignalTable& table : results.tables) table.resize(customers.num_customers());
  const CustomerBlocks blocks(customers.transactions.offset);
  const std::uint64_t num_blocks = blocks.size();
  std::vector<std::vector<Stream>> found(num_blocks);
  struct Worker {
    Summarizer::Scratch scratch;
    std::vector<SignalTable> tables;  // of one block
  };
  std::vector<Worker> of_worker(num_parts(num_blocks, workers));
  for (Worker& worker : of_worker) worker.tables = empty_tables(profile, customers.knowledge);
  for_each_task(num_blocks, workers, [&](std::size_t block, std::size_t number) {
    Worker& worker = of_worker[number];
    const ItemRange range = blocks[block];
    for (SignalTable& table : worker.tables) table.resize(range.end - range.begin);
    summarizer.run(customers, range, worker.scratch, worker.tables, found[block]);
    for (std::size_t w = 0; w < worker.tables.size(); ++w) results.tables[w].copy_rows(range.begin, worker.tables[w]);
  });
  for (const auto& of_block : found) results.streams.insert(results.streams.end(), of_block.begin(), of_block.end());
  return results;
}

}  // namespace spendlens::signals
