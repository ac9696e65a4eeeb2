#include "spendlens/rfm/activity.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "rfm/activity_kernel.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::rfm {

namespace {

constexpr std::int64_t kDayLimit = kTimestampLimit / kSecondsPerDay;

void check_results(std::size_t num_customers, std::span<const ActivityColumns> activity, std::size_t num_periods,
                   std::span<const std::uint8_t> bought_before) {
  if (activity.size() != num_periods)
    throw UsageError(fmt::format("activity of {} periods asked for into results of {}", num_periods, activity.size()));
  for (const ActivityColumns& to : activity)
    for (const std::size_t length :
         {to.frequency.size(), to.total_spend.size(), to.first_purchase.size(), to.last_purchase.size(),
          to.active_days.size(), to.refund_count.size(), to.refund_total.size()})
      if (length != num_customers)
        throw UsageError(fmt::format("a result column of {} entries for {} customers", length, num_customers));
  if (!bought_before.empty() && bought_before.size() != num_customers)
    throw UsageError(fmt::format("bought_before has {} entries for {} customers", bought_before.size(), num_customers));
}

/// The seconds from the earliest period's start to the latest one's end.
PeriodSeconds span_of(std::span<const PeriodSeconds> periods) {
  std::uint64_t begin = kTimestampLimit;
  std::uint64_t end = 0;
  for (const PeriodSeconds& period : periods) {
    if (period.length == 0) continue;
    begin = std::min<std::uint64_t>(begin, period.begin);
    end = std::max<std::uint64_t>(end, std::uint64_t{period.begin} + period.length);
  }
  if (end == 0) return {};
  return {static_cast<Timestamp>(begin), static_cast<std::uint32_t>(end - begin)};
}

}  // namespace

void ActivityTable::resize(std::size_t num_customers) {
  frequency.resize(num_customers);
  total_spend.resize(num_customers);
  first_purchase.resize(num_customers);
  last_purchase.resize(num_customers);
  active_days.resize(num_customers);
  refund_count.resize(num_customers);
  refund_total.resize(num_customers);
}

ActivityColumns ActivityTable::columns() {
  return {frequency, total_spend, first_purchase, last_purchase, active_days, refund_count, refund_total};
}

PeriodSeconds seconds_of(Period period) {
  const std::int64_t begin = std::clamp<std::int64_t>(period.start, 0, kDayLimit) * kSecondsPerDay;
  const std::int64_t end = std::clamp<std::int64_t>(period.end, 0, kDayLimit) * kSecondsPerDay;
  return {static_cast<Timestamp>(begin), static_cast<std::uint32_t>(std::max(begin, end) - begin)};
}

void check_columns(const TransactionColumns& transactions) {
  const auto offset = transactions.offset;
  const std::uint64_t rows = offset.empty() ? 0 : offset.back() - offset.front();
  for (std::size_t c = 0; c + 1 < offset.size(); ++c) {
    if (offset[c] > offset[c + 1]) throw UsageError(fmt::format("offset {} is above the next one", c));
    if (offset[c + 1] - offset[c] >= std::numeric_limits<std::uint32_t>::max())
      throw InputError(fmt::format("customer {} (counted from 0) has more rows than 32 bits count", c));
  }
  if (transactions.timestamp.size() != rows || transactions.amount.size() != rows)
    throw UsageError(fmt::format("offsets of {} rows with {} timestamps and {} amounts", rows,
                                 transactions.timestamp.size(), transactions.amount.size()));
  if (!transactions.row_class.empty() && transactions.row_class.size() != rows)
    throw UsageError(fmt::format("{} row classes for {} rows", transactions.row_class.size(), rows));
}

void check_row(Minor amount, Timestamp timestamp, std::uint64_t customer) {
  if (amount < -kMaxOrderMinor || amount > kMaxOrderMinor)
    throw InputError(fmt::format("customer {} (counted from 0): amount {} is outside 10^13 minor units either way",
                                 customer, amount));
  if (timestamp >= kTimestampLimit)
    throw InputError(fmt::format("customer {} (counted from 0): timestamp {} is not before 2106", customer, timestamp));
}

void throw_first_unusable_row(const TransactionColumns& transactions, std::uint64_t customer) {
  for (; customer < transactions.num_customers(); ++customer)
    for (std::uint64_t row = transactions.offset[customer] - transactions.offset.front();
         row < transactions.offset[customer + 1] - transactions.offset.front(); ++row)
      check_row(transactions.amount[row], transactions.timestamp[row], customer);
  throw InternalError("the activity kernel stopped at a row that is within bounds");
}

void summarize_activity_with(const ActivityKernel& kernel, const TransactionColumns& transactions,
                             std::span<const Period> periods, Day history_end,
                             std::span<const ActivityColumns> activity, std::span<std::uint8_t> bought_before,
                             int num_workers) {
  if (num_workers < 1) throw UsageError(fmt::format("num_workers must be at least 1, not {}", num_workers));
  check_columns(transactions);
  check_results(transactions.num_customers(), activity, periods.size(), bought_before);
  std::vector<PeriodSeconds> seconds;
  for (const Period period : periods) seconds.push_back(seconds_of(period));
  const PeriodSeconds before = seconds_of({0, history_end});
  const ActivityTask task{transactions, seconds, activity, bought_before, before.length, span_of(seconds)};
  const bool plain = transactions.row_class.empty();
  const bool takes_periods = !periods.empty() && periods.size() <= kernel.most_periods;
  const ActivityKernel& chosen = takes_periods ? kernel : activity_kernels().base();
  const BlockOutcome outcome = run_blocks(plain ? chosen.plain : chosen.classified, task, num_workers);
  if (outcome.fault == ActivityFault::kUnusableRow) throw_first_unusable_row(transactions, outcome.customer);
  if (outcome.fault == ActivityFault::kOverflow)
    throw InputError(
        fmt::format("customer {} (counted from 0): the sum of its amounts overflows 64 bits", outcome.customer));
}

void summarize_activity(const TransactionColumns& transactions, std::span<const Period> periods, Day history_end,
                        std::span<const ActivityColumns> activity, std::span<std::uint8_t> bought_before,
                        int num_workers) {
  summarize_activity_with(activity_kernels().chosen(), transactions, periods, history_end, activity, bought_before,
                          num_workers);
}

}  // namespace spendlens::rfm
