#include "audit/stage/batch_work.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "spendlens/core/blocks.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/batch.hpp"

namespace spendlens::audit {

rfm::ActivityColumns part_of_columns(rfm::ActivityTable& table, ItemRange customers) {
  return {part_of_column(table.frequency, customers),      part_of_column(table.total_spend, customers),
          part_of_column(table.first_purchase, customers), part_of_column(table.last_purchase, customers),
          part_of_column(table.active_days, customers),    part_of_column(table.refund_count, customers),
          part_of_column(table.refund_total, customers)};
}

void BatchResults::resize(std::size_t num_customers, const AuditResult& head) {
  for (rfm::ActivityTable& table : activity) table.resize(num_customers);
  bought_before.resize(num_customers);
  for (signals::SignalTable& table : signals) table.resize(num_customers);
  personas.resize(head.scope.personas ? head.windows.size() : 0);
  assessments.resize(head.scope.personas ? num_customers : 0);
  for (Personas& of_window : personas) {
    of_window.qualifying.resize(num_customers);
    of_window.conditions.resize(num_customers * head.registry.num_condition_words());
    of_window.assigned.resize(num_customers);
  }
  streams.clear();
}

/// What one thread keeps from block to block.
struct BatchWork::Thread {
  signals::Summarizer::Scratch scratch;
  std::vector<signals::SignalTable> tables;      ///< of one block, one a window
  std::vector<signals::SignalPartial> partials;  ///< likewise
  std::vector<std::uint8_t> parts;               ///< of a block's customers, by the CohortAttribute
};

ledger::WantedColumns wanted_columns(const Run& run) {
  const Profile& profile = run.settings.profile.profile;
  ledger::WantedColumns wanted = RowClasses(run.ledger, profile).wanted();
  if (run.result.scope.signals)
    wanted.columns = wanted.columns | SignalInputs(run.ledger, profile).wanted();
  else
    wanted.marked_subtypes = 0;
  wanted.columns.add(ledger::Column::kArchetype, run.result.scope.personas);
  const CohortAttribute& attribute = run.result.cohort_settings.attribute;
  wanted.columns.add(attribute.by_merchant ? ledger::Column::kMerchant : ledger::Column::kCategory, attribute.asked());
  wanted.columns.add(ledger::Column::kMargin,
                     run.result.cohort_settings.rules.with_margin && !run.result.cohort_settings.granularities.empty());
  if (run.result.by) wanted.columns = wanted.columns | run.parts.column.column_to_read();
  return wanted;
}

BatchWork::BatchWork(Run& run, DatesWork* dates, const BatchWork* earlier)
    : run_(run),
      dates_(dates),
      earlier_(earlier),
      classes_(run.ledger, run.settings.profile.profile),
      inputs_(run.ledger, run.settings.profile.profile),
      fields_(run.result.registry, run.result.signal_profile),
      no_customers_(empty_aggregates(run.result)),
      cohorts_(no_customers_.cohorts, run.result.cohort_settings.granularities.size(),
               dates != nullptr && dates->has_cohorts() ? 0 : run.options.num_threads),
      clv_(run.result.clv_settings, run.options.num_threads),
      parts_(run),
      threads_(static_cast<std::size_t>(run.options.num_threads)) {
  results_ = empty_results();
  const CohortAttribute& attribute = run.result.cohort_settings.attribute;
  const bool of_all_dates = dates != nullptr && dates->has_cohorts();
  if (attribute.asked())
    first_purchase_part_.emplace(run.ledger, attribute, of_all_dates ? dates->last_reference() : run.result.reference);
  if (dates != nullptr) dates->add_target(results_, cohorts_);
  if (run.result.scope.signals) summarizer_.emplace(run.result.reference, run.result.signal_profile);
  for (Thread& thread : threads_) {
    thread.tables = empty_tables();
    thread.partials.resize(run.result.windows.size(), signals::SignalPartial(run.result.signal_profile.set));
  }
}

BatchWork::~BatchWork() = default;

std::vector<signals::SignalTable> BatchWork::empty_tables() const {
  if (!run_.result.scope.signals) return {};
  return signals::empty_tables(run_.result.signal_profile, inputs_.knowledge());
}

/// Of a signal that is neither a column of the result nor read by a persona the sums are enough.
BatchResults BatchWork::empty_results() const {
  BatchResults results;
  results.signals = empty_tables();
  if (run_.result.detail == Detail::kFull || run_.options.shadow_percent > 0) return results;
  for (signals::SignalTable& table : results.signals)
    for (std::size_t signal = 0; signal < table.catalogue().size(); ++signal)
      if (!fields_.reads(signal)) table.leave_out(signal);
  return results;
}

/// RFM and Lenses 3 to 5: of all dates where there are several, which the first of them finds.
void BatchWork::compute_purchases(const ledger::Batch& batch, const TransactionColumns& transactions,
                                  ItemRange customers, std::size_t thread_number) {
  const bool all_found = dates_ != nullptr && earlier_ != nullptr;
  if (all_found && dates_->has_cohorts()) return;
  std::vector<std::uint8_t>& parts = threads_[thread_number].parts;
  if (first_purchase_part_) {
    parts.resize(customers.end - customers.begin);
    first_purchase_part_->find(batch, row_class(), customers, parts);
  }
  cohorts::CohortColumns columns{transactions, {}};
  if (!batch.margin.empty())
    columns.margin = std::span(batch.margin).subspan(batch.offset[customers.begin], transactions.amount.size());
  if (dates_ == nullptr) {
    const std::array<Period, 2> periods = {run_.result.period.observed(), run_.result.compare.observed()};
    const std::array<rfm::ActivityColumns, 2> activity = {part_of_columns(results_.activity[0], customers),
                                                          part_of_columns(results_.activity[1], customers)};
    rfm::summarize_activity(transactions, periods, history_end(run_.result.period, run_.result.reference), activity,
                            part_of_column(results_.bought_before, customers), 1);
  } else if (!all_found) {
    dates_->compute(columns, parts, customers, thread_number);
  }
  cohorts_.compute(columns, parts, customers, thread_number);
}

bool BatchWork::has_own_work() const {
  return earlier_ == nullptr || summarizer_ || run_.result.clv_settings.asked() ||
         (cohorts_.num_granularities() > 0 && !dates_->has_cohorts());
}

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
  if (!row_class().empty()) transactions.row_class = of_block(row_class());
  compute_purchases(batch, transactions, customers, thread_number);
  clv_.compute(transactions, customers, thread_number);
  if (!summarizer_) return;
  inputs_.find_accounts(batch, customers);
  const signals::CustomerColumns columns = inputs_.columns(batch, row_class());
  const std::size_t n = customers.end - customers.begin;
  for (signals::SignalTable& table : thread.tables) table.resize(n);
  summarizer_->run(columns, customers, thread.scratch, thread.tables, found_[block]);
  for (std::size_t w = 0; w < thread.tables.size(); ++w) {
    thread.partials[w].add(thread.tables[w], {0, n});
    results_.signals[w].copy_rows(customers.begin, thread.tables[w]);
  }
}

void BatchWork::compute(const ledger::Batch& batch, Aggregates& sums) {
  const CustomerBlocks blocks(batch.offset);
  const std::uint64_t num_blocks = has_own_work() ? blocks.size() : 0;
  found_.resize(std::max<std::size_t>(found_.size(), num_blocks));
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
  keep_streams(sums);
  for (Thread& thread : threads_)
    for (std::size_t w = 0; w < thread.partials.size(); ++w) {
      sums.windows[w].signals.merge(thread.partials[w]);
      thread.partials[w] = signals::SignalPartial(run_.result.signal_profile.set);
    }
}

/// Of all blocks, in the order of the customers, where anybody reads them. A block's own are given up at once then: two
/// of each would not be within the memory that was asked for.
void BatchWork::keep_streams(Aggregates& sums) {
  const bool are_read = run_.output.keeps_streams || run_.options.shadow_percent > 0;
  for (auto& of_block : found_) {
    sums.streams += of_block.size();
    for (const signals::Stream& stream : of_block)
      sums.stream_totals.add(stream, run_.result.signal_profile.bank.streams);
    if (are_read) {
      results_.streams.insert(results_.streams.end(), of_block.begin(), of_block.end());
      std::vector<signals::Stream>().swap(of_block);
    }
    of_block.clear();
  }
}

void BatchWork::match_personas(const ledger::Batch& batch, Aggregates& sums) {
  if (!run_.result.scope.personas) return;
  for (std::size_t c = 0; c < batch.num_customers(); ++c)
    results_.assessments[c] = assessment_of(results_.signals.front(), c);
  if (fields_.reads_purchases())
    results_.purchases.fill(results_.activity[0], run_.result.period.observation_end, group_);
  const std::vector<personas::WindowColumns> windows = fields_.columns(results_.signals, results_.purchases);
  const ParallelPolicy policy = ParallelPolicy::always(run_.options.num_threads);
  for (std::size_t w = 0; w < windows.size(); ++w) {
    BatchResults::Personas& to = results_.personas[w];
    personas::match_personas(windows, run_.result.registry, windows[w].name, {to.qualifying, to.conditions}, policy);
    personas::prioritize_personas(run_.result.registry, to.qualifying, results_.assessments, to.assigned, policy);
    sums.windows[w].personas.add(to.assigned, to.qualifying);
  }
  count_archetypes(batch, sums);
}

void BatchWork::count_archetypes(const ledger::Batch& batch, Aggregates& sums) {
  const std::size_t names = run_.result.registry.size() + personas::kNumOthers;
  for (std::size_t w = 0; w < results_.personas.size(); ++w)
    for (std::size_t c = 0; c < batch.archetype.size(); ++c)
      if (batch.archetype[c] != ledger::kNoArchetype)
        ++sums.windows[w].recovery[batch.archetype[c] * names + results_.personas[w].assigned[c]];
}

void BatchWork::begin(const ledger::Batch& batch) {
  first_row_ = run_.share.first_customer + run_.figures.state.size();
  if (earlier_ == nullptr) results_.row_class.resize(classes_.any_in(batch) ? batch.num_rows() : 0);
  if (summarizer_) inputs_.resize(batch);
  size_results(batch.num_customers());
}

void BatchWork::process(const ledger::Batch& batch, Aggregates& sums) {
  compute(batch, sums);
  finish(batch, sums);
}

void BatchWork::finish(const ledger::Batch& batch, Aggregates& sums) {
  clv_.collect(sums.repeat_days, sums.recent_spend);
  const rfm::ActivityTable& period = results_.activity[0];
  const rfm::ActivityTable& compare = results_.activity[1];
  sums.lens2.add(compare.frequency, compare.total_spend, period.frequency, period.total_spend, results_.bought_before,
                 group_);
  parts_.add(batch, results_.activity, results_.row_class, sums.parts);
  match_personas(batch, sums);
  if (run_.options.shadow_percent > 0)
    sums.shadow_customers +=
        shadow_batch(run_, batch, inputs_.columns(batch, row_class()), fields_, results_, cohorts_, clv_);
  if (run_.figures.state.inputs) run_.figures.state.inputs->append(clv_.records());
  run_.figures.state.group.insert(run_.figures.state.group.end(), group_.begin(), group_.end());
  keep_cohorts();
  write(batch);
  finish_period(PeriodRole::kPeriod, sums.lens1);
  finish_period(PeriodRole::kCompare, sums.lens1_compare);
  for (signals::Stream& stream : results_.streams) stream.customer += first_row_;
  if (run_.output.keeps_streams) run_.figures.streams->append(results_.streams);
}

}  // namespace spendlens::audit
