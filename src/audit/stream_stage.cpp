#include <algorithm>

#include "audit/stages.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/category.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::audit {

namespace {

/// Bytes that a row takes in a batch and in what is derived from it, customers' share included.
constexpr std::uint64_t kBytesPerRow = 48;

/// Works through one batch after the other; what it needs is kept from batch to batch.
class BatchWork {
 public:
  explicit BatchWork(Run& run)
      : run_(run), classes_(classify_categories(run.ledger.categories(), run.profile.not_spending)),
        first_row_(run.first_customer) {
    classes_.resize(65'536, 0);  // so that kNoCategory has a class
  }

  void process(const ledger::Batch& batch) {
    classify_rows(batch);
    const std::size_t customers = batch.num_customers();
    period_.resize(customers);
    compare_.resize(customers);
    bought_before_.resize(customers);
    group_.resize(customers);
    const TransactionColumns rows{batch.offset, batch.timestamp, batch.amount, row_class_};
    const std::array<Period, 2> periods = {run_.result.period.observed(), run_.result.compare.observed()};
    const std::array<rfm::ActivityColumns, 2> activity = {period_.columns(), compare_.columns()};
    const Day history_end = std::min(run_.result.period.period.start, run_.result.reference + 1);
    rfm::summarize_activity(rows, periods, history_end, activity, bought_before_, run_.options.num_threads);
    write_customers(batch);
    finish_period("/rfm", period_, run_.result.period.observation_end, run_.state.period, run_.lens1_partial);
    finish_period("/rfm_compare", compare_, run_.result.compare.observation_end, run_.state.compare, run_.lens1_compare_partial);
    run_.lens2_partial.add(compare_.frequency, compare_.total_spend, period_.frequency, period_.total_spend, bought_before_, group_);
    run_.state.group.insert(run_.state.group.end(), group_.begin(), group_.end());
    if (keeps("/lens2/group")) run_.file->write<std::uint8_t>("/lens2/group", first_row_, group_);
    first_row_ += customers;
  }

 private:
  [[nodiscard]] bool keeps(const std::string& column) const { return run_.file->layout().has(column); }

  void classify_rows(const ledger::Batch& batch) {
    const bool pending_out = !run_.profile.include_pending && !batch.flags.empty();
    if (batch.category.empty() && !pending_out) {
      row_class_.clear();
      return;
    }
    row_class_.assign(batch.num_rows(), 0);
    for (std::size_t row = 0; row < batch.category.size(); ++row) row_class_[row] = classes_[batch.category[row]];
    if (!pending_out) return;
    for (std::size_t row = 0; row < batch.flags.size(); ++row)
      if ((batch.flags[row] & ledger::kFlagPending) != 0) row_class_[row] |= row_class::kLeftOut;
  }

  void write_customers(const ledger::Batch& batch) {
    if (!keeps("/customer/customer_id")) return;
    run_.file->write_texts("/customer/customer_id", first_row_, batch.id);
    run_.file->write<std::uint64_t>("/customer/customer_hash", first_row_, batch.hash);
  }

  void finish_period(const std::string& table, const rfm::ActivityTable& activity, Day observation_end, PeriodState& state,
                     lenses::SinglePeriodPartial& partial) {
    const std::size_t customers = activity.size();
    recency_.resize(customers);
    monetary_.resize(customers);
    for (std::size_t i = 0; i < customers; ++i) {
      recency_[i] = rfm::recency_days(activity.last_purchase[i], observation_end);
      monetary_[i] = rfm::monetary_of(activity.total_spend[i], activity.frequency[i]);
    }
    partial.add(activity.frequency, activity.total_spend, activity.refund_count, activity.refund_total);
    state.append(activity.total_spend, activity.frequency, recency_);
    if (!keeps(table + "/recency_days")) return;
    run_.file->write<std::uint32_t>(table + "/recency_days", first_row_, recency_);
    run_.file->write<std::uint32_t>(table + "/frequency", first_row_, activity.frequency);
    run_.file->write<Minor>(table + "/monetary", first_row_, monetary_);
    run_.file->write<Minor>(table + "/total_spend", first_row_, activity.total_spend);
    run_.file->write<std::uint32_t>(table + "/active_days", first_row_, activity.active_days);
    run_.file->write<Timestamp>(table + "/first_purchase", first_row_, activity.first_purchase);
    run_.file->write<Timestamp>(table + "/last_purchase", first_row_, activity.last_purchase);
    run_.file->write<std::uint32_t>(table + "/refund_count", first_row_, activity.refund_count);
    run_.file->write<Minor>(table + "/refund_total", first_row_, activity.refund_total);
  }

  Run& run_;
  std::vector<std::uint8_t> classes_;
  std::uint64_t first_row_;
  std::vector<std::uint8_t> row_class_;
  rfm::ActivityTable period_;
  rfm::ActivityTable compare_;
  std::vector<std::uint8_t> bought_before_;
  std::vector<std::uint8_t> group_;
  std::vector<std::uint32_t> recency_;
  std::vector<Minor> monetary_;
};

template <class Partial>
void reduce(comm::Communicator& communicator, Partial& partial) {
  std::vector<int128> numbers = partial.numbers();
  communicator.all_reduce(std::span<int128>(numbers), comm::ReduceOp::kSum);
  partial.set_numbers(numbers);
}

}  // namespace

void stream_stage(Run& run) {
  const std::uint64_t max_rows = std::max<std::uint64_t>(4096, run.options.memory_bytes / 2 / kBytesPerRow);
  const auto batches = ledger::batches_of(run.ledger, run.range, max_rows);
  const std::uint64_t rounds = run.communicator.all_reduce_value<std::uint64_t>(batches.size(), comm::ReduceOp::kMax);
  ledger::BatchReader reader(run.ledger, batches, {.category = true, .flags = true});
  BatchWork work(run);
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
  reduce(run.communicator, run.lens1_partial);
  reduce(run.communicator, run.lens1_compare_partial);
}

}  // namespace spendlens::audit
