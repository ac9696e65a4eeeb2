#include "audit/stage/clv_work.hpp"

#include <map>

namespace spendlens::audit {

namespace {

bool same(const InputRecord& a, const InputRecord& b) {
  return a.repeat_spend == b.repeat_spend && a.calibration_spend == b.calibration_spend && a.x == b.x &&
         a.t_x == b.t_x && a.T == b.T && a.calibration_x == b.calibration_x && a.calibration_t_x == b.calibration_t_x &&
         a.holdout_days == b.holdout_days;
}

}  // namespace

std::size_t num_repeat_days(const ClvSettings& settings) {
  if (!settings.asked() || !settings.inputs.calibration_end) return 0;
  return static_cast<std::size_t>(settings.inputs.reference - settings.inputs.first_day) + 1;
}

ClvWork::ClvWork(const ClvSettings& settings, int num_threads) : settings_(settings) {
  if (!settings.asked()) return;
  for (int thread = 0; thread < num_threads; ++thread)
    threads_.push_back(
        {value::InputReader(settings.inputs), std::vector<std::uint64_t>(num_repeat_days(settings), 0), false, 0});
}

void ClvWork::resize(std::size_t num_customers) {
  if (settings_.asked()) records_.resize(num_customers);
}

void ClvWork::compute(const TransactionColumns& columns, ItemRange customers, std::size_t thread) {
  if (!settings_.asked()) return;
  Thread& own = threads_[thread];
  const value::InputRules& rules = settings_.inputs;
  for (std::uint64_t customer = customers.begin; customer < customers.end; ++customer) {
    const value::CustomerInputs inputs = own.reader.read(columns, customer - customers.begin);
    records_[customer] = record_of(inputs);
    if (settings_.streams_from) own.recent_spend += own.reader.spend_from(*settings_.streams_from);
    if (inputs.calibration.T == value::kNoPurchase || rules.is_earlier(inputs.now.T)) continue;
    own.reader.count_days(own.repeat_days);
    own.has_counted = true;
  }
}

void ClvWork::collect(std::vector<std::uint64_t>& repeat_days, int128& recent_spend) {
  for (Thread& thread : threads_) {
    recent_spend += thread.recent_spend;
    thread.recent_spend = 0;
    if (!thread.has_counted) continue;
    for (std::size_t day = 0; day < repeat_days.size(); ++day) repeat_days[day] += thread.repeat_days[day];
    std::fill(thread.repeat_days.begin(), thread.repeat_days.end(), 0);
    thread.has_counted = false;
  }
}

bool agrees_with_plain_loops(const ClvSettings& settings, const TransactionColumns& columns, std::uint64_t customer,
                             const InputRecord& record) {
  std::map<Day, Minor> spend_on;
  for (std::uint64_t row = columns.offset[customer]; row < columns.offset[customer + 1]; ++row) {
    const std::uint64_t place = row - columns.offset.front();
    const std::uint8_t row_class = columns.row_class.empty() ? std::uint8_t{0} : columns.row_class[place];
    const Day day = day_of(columns.timestamp[place]);
    if (day <= settings.inputs.reference && is_purchase(columns.amount[place], row_class))
      spend_on[day] -= columns.amount[place];
  }
  InputRecord expected;
  if (!spend_on.empty()) {
    const Day first = spend_on.begin()->first;
    const Day held_out = settings.inputs.calibration_end.value_or(settings.inputs.reference + 1);
    const bool calibrated = settings.inputs.calibration_end && first < held_out;
    expected.T = static_cast<std::uint16_t>(settings.inputs.reference - first);
    for (const auto& [day, spend] : spend_on) {
      if (day == first) continue;
      ++expected.x;
      expected.t_x = static_cast<std::uint16_t>(day - first);
      expected.repeat_spend += spend;
      if (!calibrated) continue;
      if (day >= held_out) {
        ++expected.holdout_days;
      } else {
        ++expected.calibration_x;
        expected.calibration_t_x = expected.t_x;
        expected.calibration_spend += spend;
      }
    }
  }
  return same(expected, record);
}

}  // namespace spendlens::audit
