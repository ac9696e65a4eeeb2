#include <algorithm>
#include <map>
#include <set>

#include "cohorts/columns.hpp"
#include "spendlens/cohorts/partial.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/spend_classes.hpp"

namespace spendlens::cohorts {

namespace {

struct Purchase {
  Timestamp timestamp;
  Minor spend;
  Minor margin;
};

/// A customer's rows up to the reference.
struct Customer {
  std::vector<Purchase> purchases;  ///< in order of time
  std::vector<Refund> refunds;
  std::set<Day> dates;  ///< with a purchase

  [[nodiscard]] Day first() const { return *dates.begin(); }
  [[nodiscard]] Day last() const { return *dates.rbegin(); }

  /// Orders of the days [period.start, period.end).
  [[nodiscard]] std::uint64_t orders_in(Period period) const {
    std::uint64_t orders = 0;
    for (const Purchase& purchase : purchases)
      if (day_of(purchase.timestamp) >= period.start && day_of(purchase.timestamp) < period.end) ++orders;
    return orders;
  }
  [[nodiscard]] Minor sum_in(Period period, Minor Purchase::*number) const {
    Minor sum = 0;
    for (const Purchase& purchase : purchases)
      if (day_of(purchase.timestamp) >= period.start && day_of(purchase.timestamp) < period.end)
        sum += purchase.*number;
    return sum;
  }
  [[nodiscard]] Minor spend_in(Period period) const { return sum_in(period, &Purchase::spend); }
};

Customer customer_of(const CohortColumns& columns, std::size_t index, Day reference) {
  const TransactionColumns& rows = columns.transactions;
  Customer customer;
  for (std::uint64_t i = rows.offset[index] - rows.offset[0]; i < rows.offset[index + 1] - rows.offset[0]; ++i) {
    const std::uint8_t row_class = rows.row_class.empty() ? std::uint8_t{0} : rows.row_class[i];
    const Day day = day_of(rows.timestamp[i]);
    if (day > reference) continue;
    if (is_purchase(rows.amount[i], row_class)) {
      customer.purchases.push_back(
          {rows.timestamp[i], -rows.amount[i], columns.margin.empty() ? 0 : columns.margin[i]});
      customer.dates.insert(day);
    } else if (is_refund(rows.amount[i], row_class)) {
      customer.refunds.push_back({day, rows.amount[i]});
    }
  }
  std::stable_sort(customer.purchases.begin(), customer.purchases.end(),
                   [](const Purchase& a, const Purchase& b) { return a.timestamp < b.timestamp; });
  return customer;
}

/// The earliest day up to the reference at whose end silence_days have gone by without a purchase.
Day silence_of(const Customer& customer, const CohortRules& rules) {
  for (Day day = customer.first(); day <= rules.reference; ++day) {
    const Day last_bought = *std::prev(customer.dates.upper_bound(day));
    if (day - last_bought >= rules.silence_days) return day;
  }
  return kNoDay;
}

/// Week by week, until the event has come or the customer is not observed any more.
void follow(CohortPartial& to, std::uint32_t row, Day first, Day event, EventSums WeekSums::*table) {
  const Day observed_days = to.rules().reference - first;
  Day last_at_risk = 0;
  for (Day week = 1; week <= static_cast<Day>(kMostWeeks) && 7 * week <= observed_days; ++week) {
    last_at_risk = week;
    if (event != kNoDay && event - first >= 7 * week - 6 && event - first <= 7 * week) {
      ++(to.week(row, static_cast<std::size_t>(week)).*table).events;
      break;
    }
  }
  ++(to.week(row, static_cast<std::size_t>(last_at_risk)).*table).last_at_risk;
}

void add_weeks(CohortPartial& partial, std::uint32_t row, const Customer& customer) {
  const Day first = customer.first();
  const Day returned = customer.dates.size() > 1 ? *std::next(customer.dates.begin()) : kNoDay;
  const auto weeks = static_cast<std::size_t>((partial.rules().reference - first) / 7);
  ++partial.week(row, std::min(weeks, kMostWeeks)).observed_through;
  follow(partial, row, first, returned, &WeekSums::returned);
  if (customer.orders_in({first, first + 1}) < 2) follow(partial, row, first, returned, &WeekSums::second_purchase);
  follow(partial, row, first, silence_of(customer, partial.rules()), &WeekSums::silence);
}

void add_cells(CohortPartial& partial, std::uint32_t row, const Customer& customer) {
  const CalendarUnits& units = partial.units();
  const Day second = customer.purchases.size() > 1 ? day_of(customer.purchases[1].timestamp) : kNoDay;
  const Day returned = customer.dates.size() > 1 ? *std::next(customer.dates.begin()) : kNoDay;
  for (std::size_t unit = units.unit_of(customer.first()); unit < units.size(); ++unit) {
    const Period period = units.period(unit);
    const auto holds = [&](Day day) { return day != kNoDay && period.start <= day && day < period.end; };
    CellSums& cell = partial.cell(row, unit);
    if (holds(second)) ++cell.second_purchases;
    if (holds(returned)) ++cell.returns;
    if (customer.orders_in(period) == 0) continue;
    ++cell.active;
    cell.orders += customer.orders_in(period);
    cell.revenue += customer.spend_in(period);
    cell.margin += customer.sum_in(period, &Purchase::margin);
    if (holds(customer.last())) ++cell.last_active;
    partial.add_spend(unit, customer.spend_in(period));
    if (row == kEarlierRow && holds(customer.first())) {
      ++partial.unit(unit).acquired_earlier;
      partial.unit(unit).acquired_earlier_revenue += customer.spend_in(period);
    }
    if (unit == 0 || customer.orders_in(units.period(unit - 1)) == 0) continue;
    ++cell.retained;
    cell.retained_revenue += customer.spend_in(period);
    cell.retained_base += customer.spend_in(units.period(unit - 1));
  }
}

void add_refunds(CohortPartial& partial, std::uint32_t row, const Customer& customer) {
  for (const Refund& refund : customer.refunds) {
    const std::size_t unit = partial.units().unit_of(refund.day);
    ++partial.unit(unit).refund_count;
    partial.unit(unit).refund_total += refund.amount;
    if (unit < partial.unit_of_row(row)) continue;
    ++partial.cell(row, unit).refund_count;
    partial.cell(row, unit).refund_total += refund.amount;
  }
}

bool is_intermittent(const CalendarUnits& units, const Customer& customer) {
  std::set<std::size_t> active;
  for (const Day date : customer.dates) active.insert(units.unit_of(date));
  return *active.rbegin() - *active.begin() + 1 != active.size();
}

void add_customer(CohortPartial& partial, std::uint32_t row, const Customer& customer) {
  const Period first_day{customer.first(), customer.first() + 1};
  const Period always{customer.first(), customer.last() + 1};
  const Day silence = silence_of(customer, partial.rules());
  const Minor spend = customer.spend_in(always);
  CohortSums& sums = partial.cohort(row);
  ++sums.customers;
  sums.first_day_orders += customer.orders_in(first_day);
  sums.first_day_revenue += customer.spend_in(first_day);
  if (customer.dates.size() == 1) ++sums.one_day_buyers;
  if (customer.orders_in(first_day) >= 2) ++sums.same_day_second;
  if (silence != kNoDay) ++sums.silent;
  if (silence != kNoDay && customer.last() > silence) ++sums.came_back;
  if (is_intermittent(partial.units(), customer)) ++sums.intermittent;
  const std::size_t orders = customer.purchases.size();
  ++sums.order_distribution[orders >= 10 ? 9 : orders - 1];
  const std::span<const Minor> bounds = spend_class_bounds();
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (spend >= bounds[i] && (i + 1 == bounds.size() || spend < bounds[i + 1])) ++sums.spend_distribution[i];
  for (const Purchase& purchase : customer.purchases)
    partial.add_turnover(static_cast<uint128>(purchase.spend),
                         static_cast<uint128>(purchase.margin < 0 ? -purchase.margin : purchase.margin));
  for (const Refund& refund : customer.refunds) partial.add_turnover(static_cast<uint128>(refund.amount), 0);
}

}  // namespace

void add_reference(CohortPartial& partial, const CohortColumns& columns, std::span<std::uint32_t> row) {
  check_lengths(columns, partial.rules(), row);
  for (std::size_t index = 0; index < row.size(); ++index) {
    const Customer customer = customer_of(columns, index, partial.rules().reference);
    row[index] = kNoRow;
    if (customer.purchases.empty()) continue;
    row[index] = partial.row_of(customer.first());
    add_customer(partial, row[index], customer);
    add_cells(partial, row[index], customer);
    add_refunds(partial, row[index], customer);
    add_weeks(partial, row[index], customer);
  }
}

}  // namespace spendlens::cohorts
