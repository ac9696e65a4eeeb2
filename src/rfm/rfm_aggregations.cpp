#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "rfm/metrics_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/core/parallel_sort.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::rfm {

namespace {

constexpr std::uint32_t kNullDays = std::numeric_limits<std::uint32_t>::max();

void check_lengths(const PeriodAggregationColumns& rows) {
  for (const std::size_t length :
       {rows.period_start.size(), rows.period_end.size(), rows.total_orders.size(), rows.total_spend.size()})
    if (length != rows.size())
      throw UsageError(fmt::format("an aggregation column of {} entries for {} rows", length, rows.size()));
  for (const std::size_t length : {rows.last_transaction_ts.size(), rows.refund_count.size(), rows.refund_total.size()})
    if (length != 0 && length != rows.size())
      throw UsageError(fmt::format("an aggregation column of {} entries for {} rows", length, rows.size()));
}

/// Row numbers sorted by customer id; customers' runs of `order` begin at `starts`, which ends with its length.
struct RowsByCustomer {
  std::vector<std::uint64_t> order;
  std::vector<std::uint64_t> starts;
};

RowsByCustomer group_by_customer(std::span<const std::string_view> id, int workers) {
  RowsByCustomer rows;
  rows.order.resize(id.size());
  std::iota(rows.order.begin(), rows.order.end(), std::uint64_t{0});
  const auto before = [&](std::uint64_t a, std::uint64_t b) {
    const int order = id[a].compare(id[b]);
    return order != 0 ? order < 0 : a < b;
  };
  // A data mart comes grouped by customer, and often sorted: then one look at each pair of rows is enough.
  for (std::size_t i = 0; i < id.size(); ++i) {
    const int step = i == 0 ? -1 : id[i - 1].compare(id[i]);
    if (step > 0) {
      sort_in_parts(std::span(rows.order), workers, before);
      rows.starts.clear();
      for (std::size_t j = 0; j < id.size(); ++j)
        if (j == 0 || id[rows.order[j]] != id[rows.order[j - 1]]) rows.starts.push_back(j);
      break;
    }
    if (step < 0) rows.starts.push_back(i);
  }
  rows.starts.push_back(id.size());
  return rows;
}

/// One customer's aggregations put together.
struct Customer {
  std::string_view id;
  std::uint64_t orders = 0;
  int128 spend = 0;
  std::uint64_t refunds = 0;
  int128 refunded = 0;
  Day start = std::numeric_limits<Day>::max();
  std::int64_t last_seconds = -1;  ///< of the last purchase, or of the period_end that stands in
  bool last_is_known = false;
};

/// The customers of one worker.
struct Part {
  std::vector<Customer> buyers;
  std::uint64_t refunds_of_others = 0;
  int128 refunded_to_others = 0;

  void add(const Customer& customer) {
    if (customer.orders != 0) return buyers.push_back(customer);
    refunds_of_others += customer.refunds;
    refunded_to_others += customer.refunded;
  }
};

[[noreturn]] void refuse(std::string_view id, const std::string& what) {
  throw InputError(fmt::format("customer '{}': {}", id, what));
}

void add_purchases(Customer& customer, const PeriodAggregationColumns& rows, std::uint64_t row, Day observation_end) {
  const Timestamp known = rows.last_transaction_ts.empty() ? kNoTimestamp : rows.last_transaction_ts[row];
  const bool is_known = known != kNoTimestamp;
  const std::int64_t end = observation_end * kSecondsPerDay;
  const std::int64_t seconds = is_known ? std::int64_t{known} : rows.period_end[row] * kSecondsPerDay;
  if (is_known && seconds >= end)
    refuse(customer.id, fmt::format("a purchase at {} is not before the observation's end, {}", timestamp_text(known),
                                    date_text(observation_end)));
  if (!is_known && seconds > end)
    refuse(customer.id, fmt::format("a period with purchases ends on {}, after the observation's end, {}",
                                    date_text(rows.period_end[row]), date_text(observation_end)));
  if (seconds > customer.last_seconds || (seconds == customer.last_seconds && is_known)) {
    customer.last_seconds = seconds;
    customer.last_is_known = is_known;
  }
}

void add_row(Customer& customer, const PeriodAggregationColumns& rows, std::uint64_t row, Day observation_end) {
  const std::uint32_t orders = rows.total_orders[row];
  const Minor spend = rows.total_spend[row];
  const Minor refunded = rows.refund_total.empty() ? 0 : rows.refund_total[row];
  if (rows.period_end[row] <= rows.period_start[row])
    refuse(customer.id, fmt::format("a period that starts on {} ends on {}", date_text(rows.period_start[row]),
                                    date_text(rows.period_end[row])));
  if (spend < 0 || refunded < 0)
    refuse(customer.id, fmt::format("total_spend {} or refund_total {} is below 0", spend, refunded));
  if (orders == 0 && spend != 0) refuse(customer.id, fmt::format("total_spend {} without an order", spend));
  customer.orders += orders;
  customer.spend += spend;
  customer.refunds += rows.refund_count.empty() ? 0 : rows.refund_count[row];
  customer.refunded += refunded;
  customer.start = std::min(customer.start, rows.period_start[row]);
  if (orders != 0) add_purchases(customer, rows, row, observation_end);
}

Customer put_together(const PeriodAggregationColumns& rows, const RowsByCustomer& grouped, std::uint64_t index,
                      Day observation_end) {
  Customer customer;
  customer.id = rows.customer_id[grouped.order[grouped.starts[index]]];
  for (std::uint64_t i = grouped.starts[index]; i < grouped.starts[index + 1]; ++i)
    add_row(customer, rows, grouped.order[i], observation_end);
  constexpr int128 kMoney = std::numeric_limits<Minor>::max();
  constexpr std::uint64_t kCount = std::numeric_limits<std::uint32_t>::max();
  if (customer.spend > kMoney || customer.refunded > kMoney) refuse(customer.id, "a sum of money overflows 64 bits");
  if (customer.orders >= kCount || customer.refunds >= kCount)
    refuse(customer.id, "a count of orders overflows 32 bits");
  return customer;
}

void write(RfmMetrics& metrics, std::size_t to, const Customer& customer) {
  metrics.customer_id[to] = customer.id;
  metrics.recency_days[to] =
      static_cast<std::uint32_t>((metrics.observation_end * kSecondsPerDay - customer.last_seconds) / kSecondsPerDay);
  metrics.frequency[to] = static_cast<std::uint32_t>(customer.orders);
  metrics.total_spend[to] = static_cast<Minor>(customer.spend);
  metrics.monetary[to] = monetary_of(metrics.total_spend[to], metrics.frequency[to]);
  metrics.observation_start[to] = customer.start;
  metrics.active_days[to] = kNullDays;
  metrics.first_purchase[to] = kNoTimestamp;
  metrics.last_purchase[to] = customer.last_is_known ? static_cast<Timestamp>(customer.last_seconds) : kNoTimestamp;
  metrics.refund_count[to] = static_cast<std::uint32_t>(customer.refunds);
  metrics.refund_total[to] = static_cast<Minor>(customer.refunded);
}

}  // namespace

RfmMetrics calculate_rfm(const PeriodAggregationColumns& aggregations, Day observation_end,
                         const ParallelPolicy& policy) {
  check_lengths(aggregations);
  // The policy counts customers; rows are an upper bound that settles most calls before they are grouped.
  const RowsByCustomer grouped = group_by_customer(aggregations.customer_id, policy.workers_for(aggregations.size()));
  const std::uint64_t num_customers = grouped.starts.size() - 1;
  const int workers = policy.workers_for(num_customers);
  std::vector<Part> parts(num_parts(num_customers, workers));
  for_each_part(num_customers, workers, [&](ItemRange range, std::size_t part) {
    parts[part].buyers.reserve(range.end - range.begin);
    for (std::uint64_t index = range.begin; index < range.end; ++index) {
      const Customer customer = put_together(aggregations, grouped, index, observation_end);
      parts[part].add(customer);
    }
  });
  std::vector<std::size_t> first{0};
  RfmMetrics metrics;
  metrics.observation_end = observation_end;
  for (const Part& part : parts) {
    first.push_back(first.back() + part.buyers.size());
    metrics.refund_count_of_others += part.refunds_of_others;
    metrics.refund_total_of_others += part.refunded_to_others;
  }
  resize(metrics, first.back(), workers);
  for_each_part(parts.size(), workers, [&](ItemRange range, std::size_t) {
    for (std::uint64_t part = range.begin; part < range.end; ++part)
      for (std::size_t i = 0; i < parts[part].buyers.size(); ++i)
        write(metrics, first[part] + i, parts[part].buyers[i]);
  });
  return metrics;
}

}  // namespace spendlens::rfm
