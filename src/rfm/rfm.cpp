#include "spendlens/rfm/rfm.hpp"

#include <fmt/format.h>

#include "rfm/metrics_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/rfm/activity.hpp"
#include "spendlens/rfm/parts.hpp"

namespace spendlens::rfm {

void resize(RfmMetrics& metrics, std::size_t num_customers) {
  metrics.customer_id.resize(num_customers);
  metrics.recency_days.resize(num_customers);
  metrics.frequency.resize(num_customers);
  metrics.total_spend.resize(num_customers);
  metrics.monetary.resize(num_customers);
  metrics.observation_start.resize(num_customers);
  metrics.active_days.resize(num_customers);
  metrics.first_purchase.resize(num_customers);
  metrics.last_purchase.resize(num_customers);
  metrics.refund_count.resize(num_customers);
  metrics.refund_total.resize(num_customers);
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

}  // namespace

RfmMetrics calculate_rfm(std::span<const std::string_view> customer_id, const TransactionColumns& transactions,
                         Period period, const ParallelPolicy& policy) {
  const int workers = policy.workers_for(customer_id.size());
  if (customer_id.size() != transactions.num_customers())
    throw UsageError(fmt::format("{} customer ids for {} customers", customer_id.size(), transactions.num_customers()));
  ActivityTable activity;
  activity.resize(customer_id.size());
  const ActivityColumns columns = activity.columns();
  summarize_activity(transactions, {&period, 1}, period.start, {&columns, 1}, {}, workers);

  std::vector<std::uint64_t> buyers;
  for (std::size_t customer = 0; customer < activity.size(); ++customer)
    if (activity.frequency[customer] != 0) buyers.push_back(customer);
  RfmMetrics metrics;
  metrics.observation_end = period.end;
  resize(metrics, buyers.size());
  for_each_part(buyers.size(), workers, [&](ItemRange range, std::size_t) {
    for (std::uint64_t i = range.begin; i < range.end; ++i)
      write_buyer(metrics, i, customer_id[buyers[i]], period.start, activity, buyers[i]);
  });
  return metrics;
}

}  // namespace spendlens::rfm
