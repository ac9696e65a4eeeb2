#include <cmath>
#include <utility>

#include "signals/detectors.hpp"
#include "signals/reference/signals.hpp"
#include "spendlens/core/blocks.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals {

namespace {

/// A subscription of spendsense as the streams of the other set are told.
Stream stream_of(const Subscription& subscription, const SignalProfile& profile) {
  Stream stream;
  stream.customer = subscription.customer;
  stream.payee = subscription.merchant;
  stream.kind = StreamKind::kSubscription;
  const std::string name = cadence_names(profile)[subscription.cadence];
  stream.cadence = parse_cadence(name).value_or(Cadence::kIrregular);
  stream.state = subscription.state == SubscriptionState::kActive ? StreamState::kActive : StreamState::kLapsed;
  stream.amount = static_cast<Minor>(std::llround(subscription.average_amount * 100));
  stream.charges = subscription.charge_count;
  stream.last = subscription.last_charge;
  return stream;
}

}  // namespace

void add_as_streams(std::span<const Subscription> subscriptions, const SignalProfile& profile,
                    std::vector<Stream>& to) {
  for (const Subscription& subscription : subscriptions) to.push_back(stream_of(subscription, profile));
}

SignalResults spendsense_signals(const CustomerColumns& customer, Day reference, const SignalProfile& profile) {
  const CustomerSummary summary = generate_summary_reference(customer, reference, profile);
  SignalResults results{windows_of(profile), {}, {}};
  for (const Summary& of_window : summary.summaries) {
    SignalTable table(catalogue_of(SignalSet::kSpendsense));
    table.resize(1);
    table.put(0, std::span(&of_window, 1));
    results.tables.push_back(std::move(table));
  }
  add_as_streams(summary.subscriptions, profile, results.streams);
  return results;
}

SignalResults generate_signals_reference(const CustomerColumns& customer, Day reference, const SignalProfile& profile) {
  if (customer.num_customers() != 1) throw UsageError("generate_signals_reference takes one customer");
  check_columns(customer);
  check_reference(reference);
  validate(profile);
  if (profile.set == SignalSet::kBank) return bank_reference::signals_of(customer, reference, profile.bank);
  return spendsense_signals(customer, reference, profile);
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
