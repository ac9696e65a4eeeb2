#include "spendlens/rfm/rfm.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "rfm/metrics_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::rfm {

namespace {

/// Each column by a worker of its own: the system takes longer to give the pages than the kernels to fill them.
template <class... Columns>
void resize_columns(std::size_t length, int num_workers, Columns&... columns) {
  const std::array<std::function<void()>, sizeof...(columns)> resizes = {
      [&columns, length] { columns.resize(length); }...};
  for_each_task(resizes.size(), num_workers, [&](std::size_t i, std::size_t) { resizes[i](); });
}

}  // namespace

void resize(RfmMetrics& metrics, std::size_t num_customers, int num_workers) {
  resize_columns(num_customers, num_workers, metrics.customer_id, metrics.total_spend, metrics.monetary,
                 metrics.refund_total, metrics.recency_days, metrics.frequency, metrics.observation_start,
                 metrics.active_days, metrics.first_purchase, metrics.last_purchase, metrics.refund_count);
}

namespace {

void write_buyer(RfmMetrics& metrics, std::size_t to, std::string_view id, Day start, const ActivityTable& activity,
                 std::size_t from) {
  metrics.customer_id[to] = id;
  metrics.recency_days[to] = recency_days(activity.last_purchase[from], metrics.observation_end);
  metrics.frequency[to] = activity.frequency[from];
  metrics.total_spend[to] = activity.total_spend[from];
  metrics.monetary[to] = monetary_of(activity.total_spend[from], activity.frequency[from]);
  metrics.observation_start[to] = start;
  metrics.active_days[to] = activity.active_days[from];
  metrics.first_purchase[to] = activity.first_purchase[from];
  metrics.last_purchase[to] = activity.last_purchase[from];
  metrics.refund_count[to] = activity.refund_count[from];
  metrics.refund_total[to] = activity.refund_total[from];
}

void add_refunds_of_others(RfmMetrics& metrics, const ActivityTable& activity) {
  if (metrics.size() == activity.size()) return;
  for (std::size_t customer = 0; customer < activity.size(); ++customer) {
    if (activity.frequency[customer] != 0) continue;
    metrics.refund_count_of_others += activity.refund_count[customer];
    metrics.refund_total_of_others += activity.refund_total[customer];
  }
}

}  // namespace

RfmMetrics calculate_rfm(std::span<const std::string_view> customer_id, const TransactionColumns& transactions,
                         Period period, const ParallelPolicy& policy) {
  const int workers = policy.workers_for(customer_id.size());
  if (customer_id.size() != transactions.num_customers())
    throw UsageError(fmt::format("{} customer ids for {} customers", customer_id.size(), transactions.num_customers()));
  ActivityTable activity;
  resize_columns(customer_id.size(), workers, activity.total_spend, activity.refund_total, activity.frequency,
                 activity.first_purchase, activity.last_purchase, activity.active_days, activity.refund_count);
  const ActivityColumns columns = activity.columns();
  summarize_activity(transactions, {&period, 1}, period.start, {&columns, 1}, {}, workers);

  // The buyers of each part go behind those of the parts before it.
  std::vector<std::uint64_t> first_buyer(num_parts(activity.size(), workers) + 1);
  for_each_part(activity.size(), workers, [&](ItemRange range, std::size_t part) {
    const auto frequency = std::span(activity.frequency).subspan(range.begin, range.end - range.begin);
    first_buyer[part + 1] =
        frequency.size() - static_cast<std::uint64_t>(std::count(frequency.begin(), frequency.end(), 0U));
  });
  std::partial_sum(first_buyer.begin(), first_buyer.end(), first_buyer.begin());
  RfmMetrics metrics;
  metrics.observation_end = period.end;
  resize(metrics, first_buyer.back(), workers);
  for_each_part(activity.size(), workers, [&](ItemRange range, std::size_t part) {
    std::uint64_t to = first_buyer[part];
    for (std::uint64_t customer = range.begin; customer < range.end; ++customer)
      if (activity.frequency[customer] != 0)
        write_buyer(metrics, to++, customer_id[customer], period.start, activity, customer);
  });
  add_refunds_of_others(metrics, activity);
  return metrics;
}

}  // namespace spendlens::rfm
