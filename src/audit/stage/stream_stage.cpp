#include <algorithm>
#include <memory>

#include "audit/stage/batch_work.hpp"
#include "audit/stage/each_run.hpp"
#include "audit/stage/stages.hpp"
#include "audit/stage/stopping.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/batch_reader.hpp"

namespace spendlens::audit {

namespace {

/// The parts of a checkpoint that lie in this rank's range.
std::vector<Part> own_parts(const Run& run) {
  std::vector<Part> parts;
  for (const Part& part : run.progress.checkpoint->finished())
    if (part.prefixes.begin >= run.share.range.begin && part.prefixes.end <= run.share.range.end) parts.push_back(part);
  return parts;
}

/// What is left of a range beside the parts in it.
std::vector<ledger::PrefixRange> gaps_between(ledger::PrefixRange range, const std::vector<Part>& parts) {
  std::vector<ledger::PrefixRange> gaps;
  std::size_t begin = range.begin;
  for (const Part& part : parts) {
    if (begin < part.prefixes.begin) gaps.push_back({begin, part.prefixes.begin});
    begin = part.prefixes.end;
  }
  if (begin < range.end) gaps.push_back({begin, range.end});
  return gaps;
}

using Works = std::vector<std::unique_ptr<BatchWork>>;

Works works_of(std::span<Run> runs, DatesWork* dates) {
  Works works;
  for (Run& run : runs)
    works.push_back(std::make_unique<BatchWork>(run, dates, works.empty() ? nullptr : works.front().get()));
  return works;
}

/// Batches that, with all that is kept of them, fit the memory; the works make room for the largest.
std::vector<ledger::PrefixRange> plan_batches(const Run& run, const std::vector<Part>& finished, const Works& works) {
  ledger::BatchCost cost = ledger::reading_cost(run.ledger, works.front()->wanted());
  for (const auto& work : works) {
    const ledger::BatchCost results = work->cost();
    cost.per_row += results.per_row;
    cost.per_customer += results.per_customer;
  }
  // Streams come in a number that nobody knows before; buffers grow by a little more than they need.
  const std::uint64_t most = run.options.memory_bytes / 100 * 93;
  std::vector<ledger::PrefixRange> batches;
  for (const ledger::PrefixRange& gap : gaps_between(run.share.range, finished))
    for (const ledger::PrefixRange& batch : ledger::batches_of(run.ledger, gap, most, cost)) batches.push_back(batch);
  std::uint64_t customers = 0;
  std::uint64_t rows = 0;
  for (const ledger::PrefixRange& batch : batches) {
    customers = std::max(customers, run.ledger.customers_in(batch));
    rows = std::max(rows, ledger::rows_in(run.ledger, batch));
  }
  for (const auto& work : works) work->reserve(customers, rows);
  return batches;
}

/// Appends what a checkpoint holds of the parts before a prefix.
void restore(Run& run, std::span<const Part> parts) {
  for (const Part& part : parts)
    run.progress.checkpoint->restore(part, run.figures.aggregates, run.figures.state, *run.figures.streams);
}

/// The finished_range that these prefixes go on with, or a new one.
FinishedRange& range_for(Run& run, ledger::PrefixRange prefixes) {
  if (run.progress.unsaved_ranges.empty() || run.progress.unsaved_ranges.back().prefixes.end != prefixes.begin) {
    const std::uint64_t customers = run.figures.state.size();
    const std::uint64_t streams = run.figures.streams->size();
    const std::uint64_t entries = run.figures.state.parts.size();
    run.progress.unsaved_ranges.push_back({{prefixes.begin, prefixes.begin},
                                           {customers, customers},
                                           {streams, streams},
                                           empty_aggregates(run.result),
                                           {entries, entries}});
  }
  return run.progress.unsaved_ranges.back();
}

void finish_batch(Run& run, BatchWork& work, const ledger::Batch& batch, ledger::PrefixRange prefixes) {
  FinishedRange& finished_range = run.progress.unsaved_ranges.back();
  work.finish(batch, finished_range.aggregates);
  finished_range.prefixes.end = prefixes.end;
  finished_range.customers.end = run.figures.state.size();
  finished_range.streams.end = run.figures.streams->size();
  finished_range.entries.end = run.figures.state.parts.size();
  run.work.computed_customers += batch.num_customers();
}

/// Works through a rank's range in the order of the ledger: batches, each for all runs, and between them what a
/// checkpoint holds.
class Stream {
 public:
  explicit Stream(std::span<Run> runs)
      : runs_(runs),
        dates_(runs.size() > 1 ? std::make_unique<DatesWork>(runs) : nullptr),
        works_(works_of(runs, dates_.get())),
        parts_(own_parts(runs.front())),
        batches_(plan_batches(runs.front(), parts_, works_)),
        reader_(runs.front().ledger, batches_, works_.front()->wanted(), ledger::RowOrder::kBySegment) {
    const Run& first = runs.front();
    for (const Part& part : first.progress.checkpoint->finished())
      rows_before_ += ledger::rows_in(first.ledger, part.prefixes);
    rows_ = ledger::rows_in(first.ledger, {0, kHashPrefixes});
    for (Run& run : runs) run.work.batches = batches_.size();
  }

  [[nodiscard]] std::uint64_t num_batches() const { return batches_.size(); }

  /// The next batch, where there is one.
  void step() {
    if (next_ == batches_.size()) return;
    const ledger::PrefixRange prefixes = batches_[next_++];
    restore_parts_before(prefixes.begin);
    if (next_ == 1 || batches_[next_ - 2].end != prefixes.begin) settle();
    const ledger::Batch& batch = *reader_.next();
    for (const auto& work : works_) work->begin(batch);
    for (Run& run : runs_) (void)range_for(run, prefixes);
    compute(0, batch);
    for_each_run(runs_, [&](std::size_t i) {
      if (i > 0) compute(i, batch);
      finish_batch(runs_[i], *works_[i], batch, prefixes);
    });
    rows_done_ += batch.num_rows();
  }

  /// Puts what was added up of Lenses 3 to 5 to the range that is being worked through.
  void settle() {
    if (runs_.front().progress.unsaved_ranges.empty()) return;
    std::vector<Aggregates*> sums;
    for (Run& run : runs_) sums.push_back(&run.progress.unsaved_ranges.back().aggregates);
    if (dates_) dates_->collect(sums);
    for (std::size_t i = 0; i < works_.size(); ++i) works_[i]->collect(*sums[i]);
  }

  void finish() {
    settle();
    restore_parts_before(kHashPrefixes);
    (void)reader_.next();
    std::uint64_t memory = reader_.memory_bytes();
    for (const auto& work : works_) memory += work->memory_bytes();
    for (Run& run : runs_) {
      if (run.figures.state.size() != run.share.num_customers)
        throw InternalError("the batches do not hold the customers that were counted");
      run.work.bytes_read = reader_.bytes_read();
      run.work.batch_memory_bytes = memory;
    }
  }

  /// Of all ranks, as if they were as far as this one.
  [[nodiscard]] Progress progress() const {
    const std::uint64_t all = rows_;
    const auto ranks = static_cast<std::uint64_t>(runs_.front().communicator.size());
    return {std::min(all, rows_before_ + rows_done_ * ranks), all};
  }

 private:
  void compute(std::size_t i, const ledger::Batch& batch) {
    works_[i]->compute(batch, runs_[i].progress.unsaved_ranges.back().aggregates);
  }
  void restore_parts_before(std::size_t prefix) {
    const std::size_t begin = next_part_;
    while (next_part_ < parts_.size() && parts_[next_part_].prefixes.begin < prefix) ++next_part_;
    for (Run& run : runs_) restore(run, std::span(parts_).subspan(begin, next_part_ - begin));
  }

  std::span<Run> runs_;
  std::unique_ptr<DatesWork> dates_;  ///< where there are several
  Works works_;
  std::vector<Part> parts_;  ///< the same of every run
  std::vector<ledger::PrefixRange> batches_;
  ledger::BatchReader reader_;
  std::size_t next_ = 0;
  std::size_t next_part_ = 0;
  std::uint64_t rows_ = 0;  ///< to read, of all ranks
  std::uint64_t rows_before_ = 0;
  std::uint64_t rows_done_ = 0;
};

/// The ranks' sums; those of Lens 2 stay this rank's, its moves are still to come.
void reduce(Run& run) {
  for (const FinishedRange& finished_range : run.progress.unsaved_ranges)
    run.figures.aggregates.merge(finished_range.aggregates);
  const lenses::ComparisonPartial lens2 = run.figures.aggregates.lens2;
  std::vector<int128> numbers = run.figures.aggregates.numbers();
  run.communicator.all_reduce(std::span<int128>(numbers), comm::ReduceOp::kSum);
  run.figures.aggregates.set_numbers(numbers);
  run.figures.aggregates.lens2 = lens2;
  for (std::size_t w = 0; w < run.result.windows.size(); ++w) {
    run.result.windows[w].signals = run.figures.aggregates.windows[w].signals;
    run.result.windows[w].personas = run.figures.aggregates.windows[w].personas;
    run.result.windows[w].recovery = run.figures.aggregates.windows[w].recovery;
  }
}

}  // namespace

void stream_stage(std::span<Run> runs) {
  Run& first = runs.front();
  Stream stream(runs);
  const StreamClock clock(first);
  const std::uint64_t rounds =
      first.communicator.all_reduce_value<std::uint64_t>(stream.num_batches(), comm::ReduceOp::kMax);
  // As many rounds on every rank, so that a rank's error ends all of them after the same batch.
  for (std::uint64_t round = 0; round < rounds; ++round) {
    const std::int64_t next_action = comm::agree_on_max(first.communicator, [&] {
      stream.step();
      return static_cast<std::int64_t>(clock.next_action());
    });
    if (first.options.progress && first.communicator.rank() == 0) first.options.progress(stream.progress());
    if (next_action != static_cast<std::int64_t>(StreamAction::kGoOn))
      comm::agree(first.communicator, [&] { stream.settle(); });
    if (next_action == static_cast<std::int64_t>(StreamAction::kStop)) stop_with_checkpoint(runs);
    if (next_action == static_cast<std::int64_t>(StreamAction::kCheckpoint))
      for (Run& run : runs) save_checkpoint(run);
  }
  comm::agree(first.communicator, [&] { stream.finish(); });
  for (Run& run : runs) reduce(run);
}

}  // namespace spendlens::audit
