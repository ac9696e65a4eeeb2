#include <algorithm>

#include "audit/stage/clv_parts.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/core/parallel_for.hpp"

namespace spendlens::audit {

namespace {

using value::key_of;
using Entry = value::KeyCounts::Entry;

/// Which rank counts a key: (x, t_x, T) decide, so that equal inputs of all ranks add up.
std::size_t owner_of(std::uint64_t key, std::size_t ranks) {
  return static_cast<std::size_t>(((key >> 16) * 0x9E37'79B9'7F4A'7C15) >> 32) % ranks;
}

/// Every key with the counts of all ranks, on one of them. Collective.
std::vector<Entry> put_together(comm::Communicator& communicator, value::KeyCounts& counts) {
  const auto ranks = static_cast<std::size_t>(communicator.size());
  std::vector<Entry> sorted;
  std::vector<std::uint64_t> offset(ranks + 1, 0);
  comm::agree(communicator, [&] {
    sorted = counts.sorted();
    counts = {};
    if (ranks == 1) return;
    std::ranges::stable_sort(sorted, {}, [&](const Entry& entry) { return owner_of(entry.key, ranks); });
    for (const Entry& entry : sorted) offset[owner_of(entry.key, ranks) + 1] += sizeof(Entry);
    for (std::size_t rank = 0; rank < ranks; ++rank) offset[rank + 1] += offset[rank];
  });
  if (ranks == 1) return sorted;
  const comm::Gathered received = communicator.exchange(std::as_bytes(std::span(sorted)), offset);
  comm::agree(communicator, [&] {
    value::KeyCounts own;
    for (const Entry& entry : comm::values_of<Entry>(received.bytes)) own.add(entry.key, entry.customers, entry.spend);
    sorted = own.sorted();
  });
  return sorted;
}

/// Entries that differ in dates of the holdout alone are next to each other, as keys ascend.
value::CountedInputs inputs_of(const std::vector<Entry>& entries) {
  constexpr int kHoldoutBits = 16;
  value::CountedInputs inputs;
  for (std::size_t first = 0, next = 0; first < entries.size(); first = next) {
    const std::uint64_t key = entries[first].key >> kHoldoutBits;
    std::uint64_t customers = 0;
    for (; next < entries.size() && entries[next].key >> kHoldoutBits == key; ++next)
      customers += entries[next].customers;
    inputs.add(key << kHoldoutBits, customers);
  }
  return inputs;
}

void add_up(comm::Communicator& communicator, ClvSample& sample) {
  value::InputSums& inputs = sample.inputs;
  value::SpendSums& spend = sample.spend;
  std::vector<int128> sums;
  const auto each = [&](auto visit) {
    visit(inputs.customers), visit(inputs.repeat_customers), visit(inputs.repeat_purchase_days);
    visit(inputs.total_days), visit(inputs.frequent_customers), visit(sample.distinct), visit(sample.earlier);
    visit(spend.customers), visit(spend.left_out_without_spend), visit(spend.repeat_purchase_days);
    visit(spend.repeat_spend), visit(spend.sum_mean), visit(spend.sum_mean_square), visit(spend.sum_x_square);
    visit(spend.sum_x_mean);
  };
  each([&](auto& number) { sums.push_back(static_cast<int128>(number)); });
  communicator.all_reduce(std::span<int128>(sums), comm::ReduceOp::kSum);
  std::size_t next = 0;
  each([&](auto& number) { number = static_cast<std::decay_t<decltype(number)>>(sums[next++]); });
  std::array<std::uint64_t, 3> largest = {inputs.largest_x, inputs.longest_T, spend.largest_x};
  communicator.all_reduce(std::span<std::uint64_t>(largest), comm::ReduceOp::kMax);
  inputs.largest_x = static_cast<std::uint16_t>(largest[0]);
  inputs.longest_T = static_cast<std::uint16_t>(largest[1]);
  spend.largest_x = static_cast<std::uint16_t>(largest[2]);
}

/// What one pass over this rank's records counts of customers as they are now.
class GatheringNow {
 public:
  GatheringNow(const ClvSettings& settings, ClvSample& sample) : settings_(settings), sample_(sample) {}

  void add(const InputRecord& record) {
    if (record.T == value::kNoPurchase) return;
    longest_T = std::max(longest_T, record.T);
    const std::uint64_t key = key_of(record.x, record.t_x, record.T);
    if (settings_.inputs.is_earlier(record.T)) {
      ++sample_.earlier;
      earlier.add(key, 1);
      return;
    }
    fitted.add(key, 1);
    sample_.spend.add(record.x, record.repeat_spend);
  }

  value::KeyCounts fitted;
  value::KeyCounts earlier;
  std::uint16_t longest_T = 0;

 private:
  const ClvSettings& settings_;
  ClvSample& sample_;
};

/// What the same pass counts of those who had come before the holdout, as they were then.
class GatheringBefore {
 public:
  GatheringBefore(const ClvSettings& settings, ClvInputs& inputs, ClvSample& sample)
      : settings_(settings), inputs_(inputs), sample_(sample) {}

  void add(const InputRecord& record) {
    if (!is_calibrated(settings_, record)) return;
    if (settings_.inputs.is_earlier(record.T)) {
      ++sample_.earlier;
      return;
    }
    held_out.add(
        key_of(record.calibration_x, record.calibration_t_x, calibration_T(settings_, record.T), record.holdout_days),
        1, record.calibration_spend);
    sample_.spend.add(record.calibration_x, record.calibration_spend);
    const Day first = settings_.inputs.reference - static_cast<Day>(record.T);
    ++inputs_.acquired[static_cast<std::size_t>(first - settings_.inputs.first_day)];
    inputs_.holdout_customers += record.holdout_days > 0;
    inputs_.holdout_purchase_days += record.holdout_days;
    inputs_.holdout_spend += record.repeat_spend - record.calibration_spend;
  }

  value::KeyCounts held_out;

 private:
  const ClvSettings& settings_;
  ClvInputs& inputs_;
  ClvSample& sample_;
};

void count_sample(comm::Communicator& communicator, value::KeyCounts& counts, CountedCustomers& customers,
                  ClvSample& sample) {
  customers.entries = put_together(communicator, counts);
  comm::agree(communicator, [&] {
    customers.inputs = inputs_of(customers.entries);
    sample.inputs.add(customers.inputs);
    sample.distinct = customers.inputs.size();
  });
  add_up(communicator, sample);
}

}  // namespace

bool is_calibrated(const ClvSettings& settings, const InputRecord& record) {
  return settings.inputs.calibration_end && record.T != value::kNoPurchase &&
         settings.inputs.reference - static_cast<Day>(record.T) < *settings.inputs.calibration_end;
}

std::uint16_t calibration_T(const ClvSettings& settings, std::uint16_t T) {
  return static_cast<std::uint16_t>(static_cast<Day>(T) -
                                    (settings.inputs.reference + 1 - *settings.inputs.calibration_end));
}

ClvInputs gather_inputs(const Run& run, ClvSample& now, ClvSample& calibration) {
  const ClvSettings& settings = run.result.clv_settings;
  comm::Communicator& communicator = run.communicator;
  ClvInputs inputs;
  GatheringNow of_now(settings, now);
  GatheringBefore before(settings, inputs, calibration);
  comm::agree(communicator, [&] {
    inputs.acquired.assign(num_repeat_days(settings), 0);
    const InputSpill& records = *run.figures.state.inputs;
    records.for_each_part({0, records.size()}, [&](std::span<const InputRecord> part) {
      for_each_task(2, run.options.num_threads, [&](std::size_t task, std::size_t) {
        for (const InputRecord& record : part) task == 0 ? of_now.add(record) : before.add(record);
      });
    });
    value::KeyCounts all = of_now.fitted;
    all.merge(of_now.earlier);
    inputs.own = value::inputs_of(all);
  });
  count_sample(communicator, of_now.fitted, inputs.now, now);
  count_sample(communicator, before.held_out, inputs.calibration, calibration);
  inputs.longest_T =
      static_cast<std::uint16_t>(communicator.all_reduce_value<std::uint64_t>(of_now.longest_T, comm::ReduceOp::kMax));
  communicator.all_reduce(std::span<std::uint64_t>(inputs.acquired), comm::ReduceOp::kSum);
  inputs.holdout_customers = communicator.all_reduce_value(inputs.holdout_customers, comm::ReduceOp::kSum);
  inputs.holdout_purchase_days = communicator.all_reduce_value(inputs.holdout_purchase_days, comm::ReduceOp::kSum);
  inputs.holdout_spend = communicator.all_reduce_value(inputs.holdout_spend, comm::ReduceOp::kSum);
  return inputs;
}

}  // namespace spendlens::audit
