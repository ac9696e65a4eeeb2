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
  for (std::size_t w = 0; w < results.windows.size(); ++w) {
    results.tables.emplace_back(catalogue_of(profile.set));
    results.tables.back().resize(customers.num_customers());
  }
  const CustomerBlocks blocks(customers.transactions.offset);
  const std::uint64_t num_blocks = blocks.size();
  std::vector<std::vector<Stream>> found(num_blocks);
  std::vector<Summarizer::Scratch> scratch(num_parts(num_blocks, workers));
  for_each_task(num_blocks, workers, [&](std::size_t block, std::size_t worker) {
    summarizer.run(customers, blocks[block], scratch[worker], results.tables, found[block]);
  });
  for (const auto& of_block : found) results.streams.insert(results.streams.end(), of_block.begin(), of_block.end());
  return results;
}

}  // namespace spendlens::signals
