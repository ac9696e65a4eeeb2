#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "spendlens/core/fiscal_calendar.hpp"
#include "spendlens/core/parallel.hpp"
#include "spendlens/core/transactions.hpp"

namespace spendlens::rfm {

/// Period aggregations as columns, one row for each customer and calendar period with at least one order, in any order
/// of rows (DEFINITIONS section 3). A view.
struct PeriodAggregationColumns {
  std::span<const std::string_view> customer_id;
  std::span<const Day> period_start;
  std::span<const Day> period_end;                 ///< exclusive
  std::span<const std::uint32_t> total_orders;     ///< purchases
  std::span<const Minor> total_spend;              ///< of purchases, 0 or more
  std::span<const Timestamp> last_transaction_ts;  ///< of purchases; kNoTimestamp: not known; empty: none known
  std::span<const std::uint32_t> refund_count;     ///< empty: all 0
  std::span<const Minor> refund_total;             ///< empty: all 0

  [[nodiscard]] std::size_t size() const { return customer_id.size(); }
};

/// The memory of period aggregations. Ids are views on the ids given to aggregate_periods, which must outlive them.
struct PeriodAggregations {
  std::vector<std::string_view> customer_id;
  std::vector<Day> period_start;
  std::vector<Day> period_end;
  std::vector<std::uint32_t> total_orders;
  std::vector<Minor> total_spend;
  std::vector<Minor> total_margin;
  std::vector<std::uint64_t> total_quantity;
  std::vector<Timestamp> last_transaction_ts;
  std::vector<std::uint32_t> refund_count;
  std::vector<Minor> refund_total;

  [[nodiscard]] std::size_t size() const { return customer_id.size(); }
  [[nodiscard]] PeriodAggregationColumns columns() const;
};

/// What an order may carry beside its amount; each column is empty or has a value a row.
struct OrderDetailColumns {
  std::span<const Minor> margin;
  std::span<const std::uint32_t> quantity;
};

/// The data mart: for each customer and unit of the calendar with at least one purchase or refund its orders, spend,
/// margin, quantity, refunds and last purchase. Rows come out by customer as given, then by period.
/// Preconditions: customer_id has transactions.num_customers() entries, the columns of `details` as many as there are
/// rows. Throws UsageError where lengths do not fit, InputError where a sum overflows.
[[nodiscard]] PeriodAggregations aggregate_periods(std::span<const std::string_view> customer_id,
                                                   const TransactionColumns& transactions,
                                                   const OrderDetailColumns& details, const UnitCalendar& calendar,
                                                   const ParallelPolicy& policy = {});

/// The same by calendar month, quarter or year.
[[nodiscard]] PeriodAggregations aggregate_periods(std::span<const std::string_view> customer_id,
                                                   const TransactionColumns& transactions,
                                                   const OrderDetailColumns& details, Granularity granularity,
                                                   const ParallelPolicy& policy = {});

}  // namespace spendlens::rfm
