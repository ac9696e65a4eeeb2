#include "spendlens/value/inputs.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "spendlens/core/error.hpp"
#include "spendlens/core/wrapped_sums.hpp"

namespace spendlens::value {

namespace {

std::uint16_t days_between(Day from, Day to) { return static_cast<std::uint16_t>(to - from); }

}  // namespace

InputReader::InputReader(const InputRules& rules) : rules_(rules) {
  if (rules.reference < rules.first_day)
    throw UsageError(fmt::format("inputs from {} to {}", date_text(rules.first_day), date_text(rules.reference)));
  if (rules.calibration_end && (*rules.calibration_end <= rules.first_day || *rules.calibration_end > rules.reference))
    throw UsageError(fmt::format("a holdout from {}, of purchases from {} to {}", date_text(*rules.calibration_end),
                                 date_text(rules.first_day), date_text(rules.reference)));
}

CustomerInputs InputReader::read(const TransactionColumns& columns, std::uint64_t customer) {
  const std::uint64_t begin = columns.offset[customer] - columns.offset.front();
  const std::uint64_t end = columns.offset[customer + 1] - columns.offset.front();
  days_.clear();
  bool ascending = true;
  for (std::uint64_t row = begin; row < end; ++row) {
    const Day day = day_of(columns.timestamp[row]);
    if (day > rules_.reference ||
        !is_purchase(columns.amount[row], columns.row_class.empty() ? 0 : columns.row_class[row]))
      continue;
    if (day < rules_.first_day)
      throw UsageError(fmt::format("customer {} (counted from 0) has a purchase before the first day", customer));
    const Minor spend = -columns.amount[row];
    if (!days_.empty() && days_.back().day == day) {
      add_wrapped(days_.back().spend, spend);
      continue;
    }
    ascending = ascending && (days_.empty() || days_.back().day < day);
    days_.push_back({day, spend});
  }
  if (!ascending) {
    std::ranges::sort(days_, {}, &DaySpend::day);
    std::size_t last = 0;
    for (std::size_t i = 1; i < days_.size(); ++i) {
      if (days_[i].day == days_[last].day)
        add_wrapped(days_[last].spend, days_[i].spend);
      else
        days_[++last] = days_[i];
    }
    days_.resize(last + 1);
  }
  CustomerInputs inputs;
  if (days_.empty()) return inputs;
  const Day first = days_.front().day;
  const auto as_of = [&](std::size_t count, Day day) {
    Minor spend = 0;
    for (std::size_t i = 1; i < count; ++i) add_wrapped(spend, days_[i].spend);
    return PurchaseInputs{static_cast<std::uint16_t>(count - 1), days_between(first, days_[count - 1].day),
                          days_between(first, day), spend};
  };
  inputs.now = as_of(days_.size(), rules_.reference);
  if (!rules_.calibration_end || first >= *rules_.calibration_end) return inputs;
  const auto held_out = std::ranges::lower_bound(days_, *rules_.calibration_end, {}, &DaySpend::day);
  const auto before = static_cast<std::size_t>(held_out - days_.begin());
  inputs.calibration = as_of(before, *rules_.calibration_end - 1);
  inputs.holdout_days = static_cast<std::uint16_t>(days_.size() - before);
  return inputs;
}

void InputReader::count_days(std::span<std::uint64_t> by_day) const {
  for (std::size_t i = 1; i < days_.size(); ++i) ++by_day[static_cast<std::size_t>(days_[i].day - rules_.first_day)];
}

Minor InputReader::spend_from(Day first) const {
  Minor spend = 0;
  for (std::size_t i = days_.size(); i-- > 0 && days_[i].day >= first;) add_wrapped(spend, days_[i].spend);
  return spend;
}

void require_inputs(const InputColumns& columns) {
  const std::size_t size = columns.x.size();
  if (columns.t_x.size() != size || columns.T.size() != size || columns.repeat_spend.size() != size)
    throw UsageError(fmt::format("{} x, {} t_x, {} T, {} repeat_spend", size, columns.t_x.size(), columns.T.size(),
                                 columns.repeat_spend.size()));
  for (std::size_t i = 0; i < size; ++i) {
    if (columns.T[i] == kNoPurchase) continue;
    if (columns.x[i] > columns.t_x[i] || columns.t_x[i] > columns.T[i])
      throw UsageError(
          fmt::format("customer {} (counted from 0): x = {}, t_x = {}, T = {} days; x <= t_x <= T must hold", i,
                      columns.x[i], columns.t_x[i], columns.T[i]));
    if ((columns.x[i] == 0) != (columns.t_x[i] == 0) || columns.repeat_spend[i] < 0 ||
        (columns.x[i] == 0 && columns.repeat_spend[i] != 0))
      throw UsageError(fmt::format(
          "customer {} (counted from 0): x = {}, t_x = {}, repeat_spend = {} minor units do not belong together", i,
          columns.x[i], columns.t_x[i], columns.repeat_spend[i]));
  }
}

}  // namespace spendlens::value
