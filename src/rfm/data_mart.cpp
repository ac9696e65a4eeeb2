#include "spendlens/rfm/data_mart.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <string>

#include "spendlens/core/error.hpp"
#include "spendlens/core/parallel_for.hpp"

namespace spendlens::rfm {

namespace {

/// One customer's orders in one calendar unit.
struct UnitSums {
  std::uint32_t orders = 0;
  std::uint32_t refunds = 0;
  std::uint64_t quantity = 0;
  int128 spend = 0;
  int128 margin = 0;
  int128 refunded = 0;
  Timestamp last = 0;
};

/// Everything that aggregate_periods is given.
struct Source {
  std::span<const std::string_view> customer_id;
  const TransactionColumns& transactions;
  const OrderDetailColumns& details;
};

void check_lengths(const Source& source) {
  const TransactionColumns& transactions = source.transactions;
  const std::uint64_t rows = transactions.offset.empty() ? 0 : transactions.offset.back() - transactions.offset.front();
  if (source.customer_id.size() != transactions.num_customers())
    throw UsageError(
        fmt::format("{} customer ids for {} customers", source.customer_id.size(), transactions.num_customers()));
  if (!std::is_sorted(transactions.offset.begin(), transactions.offset.end()))
    throw UsageError("the offsets of the customers' rows do not ascend");
  if (transactions.timestamp.size() != rows || transactions.amount.size() != rows)
    throw UsageError(fmt::format("offsets of {} rows with {} timestamps and {} amounts", rows,
                                 transactions.timestamp.size(), transactions.amount.size()));
  for (const std::size_t length :
       {transactions.row_class.size(), source.details.margin.size(), source.details.quantity.size()})
    if (length != 0 && length != rows)
      throw UsageError(fmt::format("a column of {} entries for {} rows", length, rows));
}

class Aggregator {
 public:
  Aggregator(const Source& source, const UnitCalendar& calendar)
      : source_(source), calendar_(calendar), sums_(calendar.size()) {}

  void add_customer(std::size_t customer) {
    const auto offset = source_.transactions.offset;
    low_ = sums_.size();
    high_ = 0;
    for (std::uint64_t row = offset[customer] - offset[0]; row < offset[customer + 1] - offset[0]; ++row)
      add_row(row, customer);
    for (std::size_t unit = low_; unit < high_; ++unit) {
      if (sums_[unit].orders != 0 || sums_[unit].refunds != 0) write(unit, customer);
      sums_[unit] = {};
    }
  }

  [[nodiscard]] PeriodAggregations take() { return std::move(result_); }

 private:
  void add_row(std::uint64_t row, std::size_t customer) {
    const Minor amount = source_.transactions.amount[row];
    const Timestamp timestamp = source_.transactions.timestamp[row];
    if (amount < -kMaxOrderMinor || amount > kMaxOrderMinor || timestamp >= kTimestampLimit)
      throw InputError(fmt::format("customer '{}': amount {} or timestamp {} is out of range",
                                   source_.customer_id[customer], amount, timestamp));
    const auto row_class = source_.transactions.row_class;
    const std::uint8_t bits = row_class.empty() ? std::uint8_t{0} : row_class[row];
    const bool purchase = is_purchase(amount, bits);
    if (!purchase && !is_refund(amount, bits)) return;
    const std::size_t unit = calendar_.unit_of(timestamp);
    low_ = std::min(low_, unit);
    high_ = std::max(high_, unit + 1);
    UnitSums& sums = sums_[unit];
    if (!purchase) {
      ++sums.refunds;
      sums.refunded += amount;
      return;
    }
    ++sums.orders;
    sums.spend -= amount;
    sums.last = std::max(sums.last, timestamp);
    if (!source_.details.margin.empty()) sums.margin += source_.details.margin[row];
    if (!source_.details.quantity.empty()) sums.quantity += source_.details.quantity[row];
  }

  void write(std::size_t unit, std::size_t customer) {
    const UnitSums& sums = sums_[unit];
    const std::string_view id = source_.customer_id[customer];
    const auto fit = [&](int128 sum, const char* what) {
      if (sum > std::numeric_limits<Minor>::max() || sum < std::numeric_limits<Minor>::min())
        throw InputError(
            fmt::format("customer '{}': {} of {} overflows 64 bits", id, what, period_text(calendar_.period(unit))));
      return static_cast<Minor>(sum);
    };
    result_.customer_id.push_back(id);
    result_.period_start.push_back(calendar_.period(unit).start);
    result_.period_end.push_back(calendar_.period(unit).end);
    result_.total_orders.push_back(sums.orders);
    result_.total_spend.push_back(fit(sums.spend, "total_spend"));
    result_.total_margin.push_back(fit(sums.margin, "total_margin"));
    result_.total_quantity.push_back(sums.quantity);
    result_.last_transaction_ts.push_back(sums.orders == 0 ? kNoTimestamp : sums.last);
    result_.refund_count.push_back(sums.refunds);
    result_.refund_total.push_back(fit(sums.refunded, "refund_total"));
  }

  const Source& source_;
  const UnitCalendar& calendar_;
  std::vector<UnitSums> sums_;  ///< by unit; all zero between customers
  std::size_t low_ = 0;         ///< the units that the present customer has touched
  std::size_t high_ = 0;
  PeriodAggregations result_;
};

template <class T>
void append(std::vector<T>& all, std::vector<T>&& part) {
  if (all.empty()) {
    all = std::move(part);
    return;
  }
  const std::size_t before = all.size();
  all.resize(before + part.size());
  std::copy(part.begin(), part.end(), all.begin() + static_cast<std::ptrdiff_t>(before));
}

void append(PeriodAggregations& all, PeriodAggregations&& part) {
  append(all.customer_id, std::move(part.customer_id));
  append(all.period_start, std::move(part.period_start));
  append(all.period_end, std::move(part.period_end));
  append(all.total_orders, std::move(part.total_orders));
  append(all.total_spend, std::move(part.total_spend));
  append(all.total_margin, std::move(part.total_margin));
  append(all.total_quantity, std::move(part.total_quantity));
  append(all.last_transaction_ts, std::move(part.last_transaction_ts));
  append(all.refund_count, std::move(part.refund_count));
  append(all.refund_total, std::move(part.refund_total));
}

}  // namespace

PeriodAggregationColumns PeriodAggregations::columns() const {
  return {customer_id, period_start,        period_end,   total_orders,
          total_spend, last_transaction_ts, refund_count, refund_total};
}

PeriodAggregations aggregate_periods(std::span<const std::string_view> customer_id,
                                     const TransactionColumns& transactions, const OrderDetailColumns& details,
                                     const UnitCalendar& calendar, const ParallelPolicy& policy) {
  const int workers = policy.workers_for(customer_id.size());
  const Source source{customer_id, transactions, details};
  check_lengths(source);
  std::vector<PeriodAggregations> results(num_parts(customer_id.size(), workers));
  for_each_part(customer_id.size(), workers, [&](ItemRange customers, std::size_t part) {
    Aggregator aggregator(source, calendar);
    for (std::uint64_t customer = customers.begin; customer < customers.end; ++customer)
      aggregator.add_customer(customer);
    results[part] = aggregator.take();
  });
  PeriodAggregations all;
  for (PeriodAggregations& result : results) append(all, std::move(result));
  return all;
}

PeriodAggregations aggregate_periods(std::span<const std::string_view> customer_id,
                                     const TransactionColumns& transactions, const OrderDetailColumns& details,
                                     Granularity granularity, const ParallelPolicy& policy) {
  return aggregate_periods(customer_id, transactions, details, UnitCalendar(granularity), policy);
}

}  // namespace spendlens::rfm
