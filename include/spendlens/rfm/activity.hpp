#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/transactions.hpp"

namespace spendlens::rfm {

/// What n customers did in one period: one entry a customer in each column, in the order of the customers. A view on
/// memory that the caller owns. Without a purchase frequency, spend and active days are 0, timestamps kNoTimestamp.
struct ActivityColumns {
  std::span<std::uint32_t> frequency;  ///< purchases
  std::span<Minor> total_spend;        ///< sum of |amount| of purchases
  std::span<Timestamp> first_purchase;
  std::span<Timestamp> last_purchase;
  std::span<std::uint32_t> active_days;  ///< distinct days with a purchase
  std::span<std::uint32_t> refund_count;
  std::span<Minor> refund_total;  ///< sum of amounts of refunds, 0 or more
};

/// The memory behind ActivityColumns, reusable from batch to batch.
struct ActivityTable {
  std::vector<std::uint32_t> frequency;
  std::vector<Minor> total_spend;
  std::vector<Timestamp> first_purchase;
  std::vector<Timestamp> last_purchase;
  std::vector<std::uint32_t> active_days;
  std::vector<std::uint32_t> refund_count;
  std::vector<Minor> refund_total;

  void resize(std::size_t num_customers);
  [[nodiscard]] std::size_t size() const { return frequency.size(); }
  [[nodiscard]] ActivityColumns columns();
};

/// One pass over the rows of a batch: for each period the activity of every customer, and whether a customer had a
/// purchase at any time before `history_end`.
///
/// `activity` has one entry a period, each of num_customers; `bought_before` has num_customers entries (0 or 1) or is
/// empty. `num_workers` threads share the customers; the result does not depend on it. No allocation per customer.
/// Throws InputError naming the customer's index where an amount is outside ±kMaxOrderMinor, a timestamp is not below
/// kTimestampLimit or a sum overflows; UsageError where lengths do not fit together or num_workers is below 1.
void summarize_activity(const TransactionColumns& transactions, std::span<const Period> periods, Day history_end,
                        std::span<const ActivityColumns> activity, std::span<std::uint8_t> bought_before,
                        int num_workers);

/// The same, written to be read: row by row, in 128 bits, with a set of days. The kernel must equal it.
void summarize_activity_reference(const TransactionColumns& transactions, std::span<const Period> periods,
                                  Day history_end, std::span<const ActivityColumns> activity,
                                  std::span<std::uint8_t> bought_before);

/// floor((observation_end - last purchase) / 86,400 s); kNoTimestamp where there is no purchase.
/// Precondition: last_purchase is before observation_end's midnight.
[[nodiscard]] constexpr std::uint32_t recency_days(Timestamp last_purchase, Day observation_end) {
  if (last_purchase == kNoTimestamp) return kNoTimestamp;
  return static_cast<std::uint32_t>((observation_end * kSecondsPerDay - last_purchase) / kSecondsPerDay);
}

/// total_spend / frequency, rounded; 0 where frequency is 0. Precondition: total_spend >= 0.
[[nodiscard]] constexpr Minor monetary_of(Minor total_spend, std::uint32_t frequency) {
  if (frequency == 0) return 0;
  const Minor quotient = total_spend / frequency;
  const Minor remainder = total_spend % frequency;
  return quotient + (remainder >= frequency - remainder ? 1 : 0);
}

}  // namespace spendlens::rfm
