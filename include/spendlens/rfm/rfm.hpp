#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/core/transactions.hpp"
#include "spendlens/rfm/data_mart.hpp"

namespace spendlens::rfm {

/// RFM metrics of customers with at least one purchase, as columns of equal length. Ids are views on the caller's.
struct RfmMetrics {
  std::vector<std::string_view> customer_id;
  std::vector<std::uint32_t> recency_days;
  std::vector<std::uint32_t> frequency;
  std::vector<Minor> total_spend;
  std::vector<Minor> monetary;             ///< total_spend / frequency, rounded
  std::vector<Day> observation_start;      ///< the period's; from aggregations the customer's earliest period_start
  std::vector<std::uint32_t> active_days;  ///< null (the largest value) from aggregations
  std::vector<Timestamp> first_purchase;   ///< kNoTimestamp from aggregations
  std::vector<Timestamp> last_purchase;    ///< kNoTimestamp where an aggregation has none
  std::vector<std::uint32_t> refund_count;
  std::vector<Minor> refund_total;
  Day observation_end = 0;                   ///< exclusive
  std::uint64_t refund_count_of_others = 0;  ///< refunds of customers who are left out for want of a purchase
  int128 refund_total_of_others = 0;

  [[nodiscard]] std::size_t size() const { return customer_id.size(); }
};

/// RFM from period aggregations, customers in ascending order of id (bytewise).
/// The period_end of an aggregation stands in for a last_transaction_ts that is not there.
/// Throws InputError naming the customer where a purchase (or the period_end that stands in) is after observation_end
/// (a timestamp on observation_end's midnight is after it; a period_end equal to it is not), or where a sum overflows;
/// UsageError where lengths do not fit or n_workers is below 1.
[[nodiscard]] RfmMetrics calculate_rfm(const PeriodAggregationColumns& aggregations, Day observation_end,
                                       const ParallelPolicy& policy = {});

/// RFM from orders, within the period, customers in the order given, those without a purchase in it left out.
[[nodiscard]] RfmMetrics calculate_rfm(std::span<const std::string_view> customer_id,
                                       const TransactionColumns& transactions, Period period,
                                       const ParallelPolicy& policy = {});

}  // namespace spendlens::rfm
