#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "spendlens/core/kernel_macros.hpp"
#include "spendlens/rfm/activity.hpp"

namespace spendlens::rfm {

/// What some rows add to one customer in one period.
struct Sums {
  std::uint32_t frequency = 0;
  std::uint32_t refund_count = 0;
  std::uint64_t spend = 0;
  std::uint64_t refund_total = 0;
  Timestamp first = kNoTimestamp;
  Timestamp last = 0;
};

/// Adds the sums to the customer's row of the results; false where a sum leaves 64 bits. What is there is at most
/// 2^63 - 1 and a scratch of rows adds at most 1024 · 10^13, so the unsigned sum itself cannot wrap.
SPENDLENS_INLINE bool store(const Sums& sums, const ActivityColumns& to, std::size_t customer) {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<Minor>::max());
  const std::uint64_t spend = static_cast<std::uint64_t>(to.total_spend[customer]) + sums.spend;
  const std::uint64_t refund_total = static_cast<std::uint64_t>(to.refund_total[customer]) + sums.refund_total;
  const Timestamp known_last = to.last_purchase[customer] == kNoTimestamp ? 0U : to.last_purchase[customer];
  to.frequency[customer] += sums.frequency;
  to.refund_count[customer] += sums.refund_count;
  to.total_spend[customer] = static_cast<Minor>(spend);
  to.refund_total[customer] = static_cast<Minor>(refund_total);
  to.first_purchase[customer] = std::min(to.first_purchase[customer], sums.first);
  to.last_purchase[customer] = to.frequency[customer] == 0 ? kNoTimestamp : std::max(known_last, sums.last);
  return spend <= most && refund_total <= most;
}

SPENDLENS_INLINE void clear(const ActivityColumns& to, std::size_t customer) {
  to.frequency[customer] = 0;
  to.total_spend[customer] = 0;
  to.first_purchase[customer] = kNoTimestamp;
  to.last_purchase[customer] = kNoTimestamp;
  to.active_days[customer] = 0;
  to.refund_count[customer] = 0;
  to.refund_total[customer] = 0;
}

}  // namespace spendlens::rfm
