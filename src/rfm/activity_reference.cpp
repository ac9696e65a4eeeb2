#include <algorithm>
#include <set>

#include "rfm/activity_kernel.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::rfm {

namespace {

bool is_within(Timestamp timestamp, Period period) {
  const std::int64_t seconds = timestamp;
  return period.start * kSecondsPerDay <= seconds && seconds < period.end * kSecondsPerDay;
}

struct CustomerActivity {
  std::uint32_t purchases = 0;
  int128 spend = 0;
  std::set<Day> days;
  Timestamp first = kNoTimestamp;
  Timestamp last = kNoTimestamp;
  std::uint32_t refunds = 0;
  int128 refunded = 0;

  void add(Minor amount, Timestamp timestamp, std::uint8_t row_class) {
    if (is_purchase(amount, row_class)) {
      first = purchases == 0 ? timestamp : std::min(first, timestamp);
      last = purchases == 0 ? timestamp : std::max(last, timestamp);
      ++purchases;
      spend -= amount;
      days.insert(day_of(timestamp));
    } else if (is_refund(amount, row_class)) {
      ++refunds;
      refunded += amount;
    }
  }

  void write(const ActivityColumns& to, std::size_t customer) const {
    to.frequency[customer] = purchases;
    to.total_spend[customer] = narrow(spend, "a customer's spend");
    to.first_purchase[customer] = first;
    to.last_purchase[customer] = last;
    to.active_days[customer] = static_cast<std::uint32_t>(days.size());
    to.refund_count[customer] = refunds;
    to.refund_total[customer] = narrow(refunded, "a customer's refunds");
  }
};

}  // namespace

void summarize_activity_reference(const TransactionColumns& transactions, std::span<const Period> periods,
                                  Day history_end, std::span<const ActivityColumns> activity,
                                  std::span<std::uint8_t> bought_before) {
  check_columns(transactions);
  for (std::size_t customer = 0; customer < transactions.num_customers(); ++customer) {
    std::vector<CustomerActivity> of_period(periods.size());
    bool bought = false;
    const std::uint64_t end = transactions.offset[customer + 1] - transactions.offset[0];
    for (std::uint64_t row = transactions.offset[customer] - transactions.offset[0]; row < end; ++row) {
      const Minor amount = transactions.amount[row];
      const Timestamp timestamp = transactions.timestamp[row];
      const std::uint8_t row_class = transactions.row_class.empty() ? std::uint8_t{0} : transactions.row_class[row];
      check_row(amount, timestamp, customer);
      for (std::size_t p = 0; p < periods.size(); ++p)
        if (is_within(timestamp, periods[p])) of_period[p].add(amount, timestamp, row_class);
      bought = bought || (is_purchase(amount, row_class) && day_of(timestamp) < history_end);
    }
    for (std::size_t p = 0; p < periods.size(); ++p) of_period[p].write(activity[p], customer);
    if (!bought_before.empty()) bought_before[customer] = bought ? 1 : 0;
  }
}

}  // namespace spendlens::rfm
