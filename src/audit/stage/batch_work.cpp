#include "audit/stage/batch_work.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "spendlens/core/blocks.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::audit {

namespace {

template <class T>
std::span<T> part(std::vector<T>& column, ItemRange range) {
  return std::span(column).subspan(range.begin, range.end - range.begin);
}

rfm::ActivityColumns part(rfm::ActivityTable& table, ItemRange range) {
  return {part(table.frequency, range),     part(table.total_spend, range), part(table.first_purchase, range),
          part(table.last_purchase, range), part(table.active_days, range), part(table.refund_count, range),
          part(table.refund_total, range)};
}

}  // namespace

ledger::WantedColumns wanted_columns(const Run& run) {
  ledger::WantedColumns wanted = RowClasses(run.ledger, run.settings.profile.profile).wanted();
  wanted.columns.add(ledger::Column::kMargin,
                     run.result.cohort_settings.rules.with_margin && !run.result.cohort_settings.granularities.empty());
  return wanted;
}

void BatchResults::resize(std::size_t num_customers, std::size_t num_windows, std::size_t num_condition_words) {
  for (rfm::ActivityTable& table : activity) table.resize(num_customers);
  bought_before.resize(num_customers);
  assessed.resize(num_customers);
  signals.resize(num_windows);
  personas.resize(num_windows);
  for (signals::SignalTable& table : signals) table.resize(num_customers);
  for (Personas& of_window : personas) {
    of_window.qualifying.resize(num_customers);
    of_window.conditions.resize(num_customers * num_condition_words);
    of_window.assigned.resize(num_customers);
  }
  subscriptions.clear();
}

/// What one thread keeps from block to block.
struct BatchWork::Thread {
  signals::Summarizer::Scratch scratch;
  std::vector<signals::SignalPartial> partials;  ///< one a window
};

BatchWork::BatchWork(Run& run)
    : run_(run),
      classes_(run.ledger, run.settings.profile.profile),
      summarizer_(run.result.reference, run.settings.profile.profile.signals),
      knows_income_(knows_income(run.ledger)),
      no_customers_(empty_aggregates(run.result)),
      cohorts_(no_customers_.cohorts, run.options.num_threads),
      threads_(static_cast<std::size_t>(run.options.num_threads)) {
  for (Thread& thread : threads_) thread.partials.resize(run.result.windows.size());
}

BatchWork::~BatchWork() = default;

void BatchWork::compute_block(const ledger::Batch& batch, std::uint64_t block, ItemRange customers,
                              std::size_t thread_number) {
  Thread& thread = threads_[thread_number];
  if (!results_.row_class.empty()) classes_.classify(batch, customers, results_.row_class);
  const std::size_t begin = batch.offset[customers.begin];
  const std::size_t rows = batch.offset[customers.end] - begin;
  const auto of_block = [begin, rows](const auto& column) { return std::span(column).subspan(begin, rows); };
  TransactionColumns transactions{std::span(batch.offset).subspan(customers.begin, customers.end - customers.begin + 1),
                                  of_block(batch.timestamp),
                                  of_block(batch.amount),
                                  {}};
  if (!results_.row_class.empty()) transactions.row_class = of_block(results_.row_class);
  const std::array<Period, 2> periods = {run_.result.period.observed(), run_.result.compare.observed()};
  const std::array<rfm::ActivityColumns, 2> activity = {part(results_.activity[0], customers),
                                                        part(results_.activity[1], customers)};
  rfm::summarize_activity(transactions, periods, history_end(run_.result.period, run_.result.reference), activity,
                          part(results_.bought_before, customers), 1);
  cohorts_.compute({transactions, batch.margin.empty() ? std::span<const Minor>() : of_block(batch.margin)}, customers,
                   thread_number);
  const auto columns =
      customer_columns(batch, results_.row_class, run_.ledger.columns().has(ledger::Column::kMerchant), knows_income_);
  summarizer_.run(columns, customers, thread.scratch, results_.signals, found_[block]);
  for (std::size_t w = 0; w < thread.partials.size(); ++w) thread.partials[w].add(results_.signals[w], customers);
}

void BatchWork::compute(const ledger::Batch& batch, Aggregates& sums) {
  const CustomerBlocks blocks(batch.offset);
  const std::uint64_t num_blocks = blocks.size();
  found_.resize(std::max<std::size_t>(found_.size(), num_blocks));
  for (auto& of_block : found_) of_block.clear();  // of all: a block may have no customers
  for_each_task(num_blocks, run_.options.num_threads, [&](std::size_t block, std::size_t thread) {
    const ItemRange customers = blocks[block];
    if (customers.begin == customers.end) return;
    try {
      compute_block(batch, block, customers, thread);
    } catch (const InputError& error) {  // it counts customers from the block's first
      throw InputError(fmt::format("among customers '{}' to '{}' of the ledger: {}",
                                   readable(batch.customer_id(customers.begin)),
                                   readable(batch.customer_id(customers.end - 1)), error.what()));
    }
  });
  for (std::uint64_t block = 0; block < num_blocks; ++block)
    results_.subscriptions.insert(results_.subscriptions.end(), found_[block].begin(), found_[block].end());
  for (Thread& thread : threads_)
    for (std::size_t w = 0; w < thread.partials.size(); ++w) {
      sums.windows[w].signals.merge(thread.partials[w]);
      thread.partials[w] = {};
    }
}

void BatchWork::match_personas(const ledger::Batch& batch, Aggregates& sums) {
  const auto history = results_.signals.front().values<std::uint32_t>(signals::Signal::kTransactionHistoryDays);
  for (std::size_t c = 0; c < batch.num_customers(); ++c) results_.assessed[c] = history[c] != signals::kNoCount;
  std::vector<personas::WindowSignals> windows;
  for (std::size_t w = 0; w < results_.signals.size(); ++w)
    windows.push_back({run_.result.windows[w].days, &results_.signals[w]});
  const ParallelPolicy policy = ParallelPolicy::always(run_.options.num_threads);
  for (std::size_t w = 0; w < windows.size(); ++w) {
    BatchResults::Personas& to = results_.personas[w];
    personas::match_personas(windows, run_.result.registry, windows[w].days, results_.assessed,
                             {to.qualifying, to.conditions}, policy);
    personas::prioritize_personas(run_.result.registry, to.qualifying, results_.assessed, to.assigned, policy);
    sums.windows[w].personas.add(to.assigned, to.qualifying);
    const std::size_t names = run_.result.registry.size() + 2;
    for (std::size_t c = 0; c < batch.archetype.size(); ++c)
      if (batch.archetype[c] != ledger::kNoArchetype)
        ++sums.windows[w].recovery[batch.archetype[c] * names + to.assigned[c]];
  }
}

void BatchWork::process(const ledger::Batch& batch, Aggregates& sums) {
  first_row_ = run_.share.first_customer + run_.figures.state.size();
  const std::size_t customers = batch.num_customers();
  results_.row_class.resize(classes_.any_in(batch) ? batch.num_rows() : 0);
  size_results(customers);
  compute(batch, sums);
  cohorts_.collect(sums.cohorts);
  match_personas(batch, sums);
  if (run_.options.shadow_percent > 0)
    sums.shadow_customers +=
        shadow_batch(run_, batch,
                     customer_columns(batch, results_.row_class, run_.ledger.columns().has(ledger::Column::kMerchant),
                                      knows_income_),
                     results_, cohorts_);
  const rfm::ActivityTable& period = results_.activity[0];
  const rfm::ActivityTable& compare = results_.activity[1];
  sums.lens2.add(compare.frequency, compare.total_spend, period.frequency, period.total_spend, results_.bought_before,
                 group_);
  run_.figures.state.group.insert(run_.figures.state.group.end(), group_.begin(), group_.end());
  write(batch);
  finish_period(PeriodRole::kPeriod, sums.lens1);
  finish_period(PeriodRole::kCompare, sums.lens1_compare);
  for (signals::Subscription& subscription : results_.subscriptions) subscription.customer += first_row_;
  if (run_.result.detail == Detail::kFull) run_.figures.subscriptions->append(results_.subscriptions);
  sums.subscriptions += results_.subscriptions.size();
}

}  // namespace spendlens::audit
