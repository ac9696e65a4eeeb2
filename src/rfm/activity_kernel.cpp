#include "rfm/activity_kernel.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "rfm/activity_avx512.hpp"
#include "rfm/activity_sums.hpp"
#include "spendlens/core/kernel_macros.hpp"

namespace spendlens::rfm {

namespace {

/// Sorts `rows` rows from `row` on into purchases, refunds and neither. Says whether all of them are within bounds.
template <bool kClassified>
SPENDLENS_INLINE bool classify(const ActivityTask& task, std::size_t row, std::size_t rows, ActivityScratch& scratch) {
  const Timestamp* timestamp = task.transactions.timestamp.data() + row;
  const Minor* amount = task.transactions.amount.data() + row;
  const PeriodSeconds seen = task.days_seen;
  constexpr auto kNoDay = static_cast<std::uint32_t>(ActivityScratch::kDays);
  constexpr auto kLimit = static_cast<std::uint64_t>(kMaxOrderMinor);
  if constexpr (kClassified) {
    const std::uint8_t* classes = task.transactions.row_class.data() + row;
#pragma omp simd
    for (std::size_t i = 0; i < rows; ++i) scratch.classes[i] = classes[i];
  }
  std::uint32_t outside = 0;
#pragma omp simd reduction(| : outside)
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t classes = kClassified ? scratch.classes[i] : 0U;
    const bool spends = (amount[i] <= 0) & ((classes & (row_class::kNotSpending | row_class::kLeftOut)) == 0);
    const bool returns =
        (amount[i] > 0) & ((classes & (row_class::kTransfer | row_class::kIncome | row_class::kLeftOut)) == 0);
    const std::uint32_t since = timestamp[i] - seen.begin;
    scratch.purchase[i] = spends ? timestamp[i] : kNoTimestamp;
    scratch.refund[i] = returns ? timestamp[i] : kNoTimestamp;
    scratch.amount[i] = static_cast<std::uint64_t>(amount[i]);
    scratch.day[i] = (spends & (since < seen.length)) ? since / static_cast<std::uint32_t>(kSecondsPerDay) : kNoDay;
    outside |= static_cast<std::uint32_t>(static_cast<std::uint64_t>(amount[i]) + kLimit > 2 * kLimit);
    outside |= static_cast<std::uint32_t>(timestamp[i] >= static_cast<Timestamp>(kTimestampLimit));
  }
  return outside == 0;
}

/// Purchases of classified rows [begin, end) of the scratch within a period. Rows up to the next whole step are read
/// too and masked, so that short customers need no loop over a remainder.
/// Amounts are masked, not chosen by a condition: GCC 12.2 was seen to add undefined lanes for
/// `sum += condition ? value : 0` in a simd loop with AVX2 or AVX-512.
SPENDLENS_INLINE void sum_purchases(const ActivityScratch& scratch, std::size_t begin, std::size_t end,
                                    PeriodSeconds period, Sums& sums) {
  const Timestamp* purchase = scratch.purchase.data() + begin;
  const std::uint64_t* amount = scratch.amount.data() + begin;
  const auto rows = static_cast<std::uint32_t>(end - begin);
  const std::uint32_t whole_steps = ActivityScratch::whole_steps(rows);
  std::uint32_t frequency = 0;
  std::uint64_t spend = 0;
  Timestamp first = kNoTimestamp;
  Timestamp last = 0;
#pragma omp simd reduction(+ : frequency, spend) reduction(min : first) reduction(max : last)
  for (std::uint32_t i = 0; i < whole_steps; ++i) {
    const bool spends = (i < rows) & (purchase[i] - period.begin < period.length);
    frequency += static_cast<std::uint32_t>(spends);
    spend -= amount[i] & (std::uint64_t{0} - static_cast<std::uint64_t>(spends));
    const Timestamp early = spends ? purchase[i] : kNoTimestamp;
    const Timestamp late = spends ? purchase[i] : 0U;
    first = early < first ? early : first;
    last = late > last ? late : last;
  }
  sums.frequency = frequency;
  sums.spend = spend;
  sums.first = first;
  sums.last = last;
}

/// The same for refunds; few customers have any.
SPENDLENS_INLINE void sum_refunds(const ActivityScratch& scratch, std::size_t begin, std::size_t end,
                                  PeriodSeconds period, Sums& sums) {
  const Timestamp* refund = scratch.refund.data() + begin;
  const std::uint64_t* amount = scratch.amount.data() + begin;
  const auto rows = static_cast<std::uint32_t>(end - begin);
  const std::uint32_t whole_steps = ActivityScratch::whole_steps(rows);
  std::uint32_t count = 0;
  std::uint64_t total = 0;
#pragma omp simd reduction(+ : count, total)
  for (std::uint32_t i = 0; i < whole_steps; ++i) {
    const bool returns = (i < rows) & (refund[i] - period.begin < period.length);
    count += static_cast<std::uint32_t>(returns);
    total += amount[i] & (std::uint64_t{0} - static_cast<std::uint64_t>(returns));
  }
  sums.refund_count = count;
  sums.refund_total = total;
}

SPENDLENS_INLINE void mark_days(ActivityScratch& scratch, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) scratch.days[scratch.day[i]] = 1;
}

/// How many days are marked of `length` from `first` on. Marks are bytes of 0 or 1: eight lanes of a word add up in
/// parallel, 255 words at most before a lane could overflow.
SPENDLENS_INLINE std::uint32_t count_days(const ActivityScratch& scratch, std::uint32_t first, std::uint32_t length) {
  constexpr std::uint32_t kWord = 8;
  constexpr std::uint64_t kPairs = 0x00FF'00FF'00FF'00FF;
  const std::uint8_t* day = scratch.days.data() + first;
  std::uint32_t days = 0;
  for (std::uint32_t done = 0; done < length;) {
    const std::uint32_t words = std::min<std::uint32_t>(255, (length - done) / kWord);
    std::uint64_t lanes = 0;
#pragma omp simd reduction(+ : lanes)
    for (std::uint32_t i = 0; i < words; ++i) {
      std::uint64_t word = 0;
      std::memcpy(&word, day + done + i * kWord, kWord);
      lanes += word;
    }
    done += words * kWord;
    const std::uint32_t rest = std::min(length - done, words < 255 ? kWord - 1 : 0U);
    lanes = (lanes & kPairs) + (lanes >> 8 & kPairs);
    days += static_cast<std::uint32_t>(lanes * 0x0001'0001'0001'0001 >> 48);
    for (std::uint32_t i = 0; i < rest; ++i) days += day[done + i];
    done += rest;
  }
  return days;
}

/// The first purchase and refund of some rows, in any period or none.
struct Earliest {
  Timestamp purchase = kNoTimestamp;
  Timestamp refund = kNoTimestamp;
};

SPENDLENS_INLINE Earliest earliest_of(const ActivityScratch& scratch, std::size_t begin, std::size_t end) {
  Timestamp purchase = kNoTimestamp;
  Timestamp refund = kNoTimestamp;
#pragma omp simd reduction(min : purchase, refund)
  for (std::size_t i = begin; i < end; ++i) {
    purchase = scratch.purchase[i] < purchase ? scratch.purchase[i] : purchase;
    refund = scratch.refund[i] < refund ? scratch.refund[i] : refund;
  }
  return {purchase, refund};
}

/// Adds classified rows [begin, end) of the scratch to a customer.
SPENDLENS_INLINE bool add_rows(const ActivityTask& task, ActivityScratch& scratch, std::size_t begin, std::size_t end,
                               std::size_t customer) {
  bool fits = true;
  mark_days(scratch, begin, end);
  const Earliest earliest = earliest_of(scratch, begin, end);
  for (std::size_t p = 0; p < task.periods.size(); ++p) {
    Sums sums;
    sum_purchases(scratch, begin, end, task.periods[p], sums);
    if (earliest.refund != kNoTimestamp) sum_refunds(scratch, begin, end, task.periods[p], sums);
    fits &= store(sums, task.activity[p], customer);
  }
  if (!task.bought_before.empty() && earliest.purchase < task.history_end) task.bought_before[customer] = 1;
  return fits;
}

/// Counts the customer's days, and leaves no mark of any of its rows. `end` is 0 where the rows have left the scratch.
SPENDLENS_INLINE void close_customer(const ActivityTask& task, ActivityScratch& scratch, std::size_t begin,
                                     std::size_t end, std::size_t customer) {
  constexpr auto kDay = static_cast<std::uint32_t>(kSecondsPerDay);
  for (std::size_t p = 0; p < task.periods.size(); ++p)
    if (task.activity[p].frequency[customer] != 0)
      task.activity[p].active_days[customer] =
          count_days(scratch, (task.periods[p].begin - task.days_seen.begin) / kDay, task.periods[p].length / kDay);
  const std::size_t seen = task.days_seen.length / kDay;
  if (end == 0 || (end - begin) * ActivityScratch::kClearedAtOnce > seen) {
    std::memset(scratch.days.data(), 0, seen);
  } else {
    for (std::size_t i = begin; i < end; ++i) scratch.days[scratch.day[i]] = 0;
  }
}

/// A customer with more rows than the scratch holds.
template <bool kClassified>
SPENDLENS_INLINE ActivityFault summarize_large(const ActivityTask& task, std::size_t row, std::size_t end,
                                               std::size_t customer, ActivityScratch& scratch) {
  for (std::size_t rows = 0; row < end; row += rows) {
    rows = std::min(ActivityScratch::kRows, end - row);
    if (!classify<kClassified>(task, row, rows, scratch)) return ActivityFault::kUnusableRow;
    if (!add_rows(task, scratch, 0, rows, customer)) return ActivityFault::kOverflow;
  }
  close_customer(task, scratch, 0, 0, customer);
  return ActivityFault::kNone;
}

/// Walks the customers in runs of as many as fit into the scratch, so that short ones share the long loop of classify.
template <bool kClassified>
SPENDLENS_INLINE BlockOutcome summarize_block(const ActivityTask& task, ItemRange customers, ActivityScratch& scratch) {
  const auto offset = task.transactions.offset;
  const auto row_of = [&](std::size_t customer) { return offset[customer] - offset.front(); };
  for (std::size_t c = customers.begin; c < customers.end;) {
    const std::size_t row = row_of(c);
    std::size_t run = c;
    while (run < customers.end && row_of(run + 1) - row <= ActivityScratch::kRows) ++run;
    for (std::size_t customer = c; customer < std::max(run, c + 1); ++customer) {
      for (const ActivityColumns& to : task.activity) clear(to, customer);
      if (!task.bought_before.empty()) task.bought_before[customer] = 0;
    }
    if (run == c) {
      const ActivityFault fault = summarize_large<kClassified>(task, row, row_of(c + 1), c, scratch);
      if (fault != ActivityFault::kNone) return {fault, c};
      ++c;
      continue;
    }
    if (!classify<kClassified>(task, row, row_of(run) - row, scratch)) return {ActivityFault::kUnusableRow, c};
    for (; c < run; ++c) {
      const std::size_t begin = row_of(c) - row;
      const std::size_t end = row_of(c + 1) - row;
      if (begin == end) continue;
      if (!add_rows(task, scratch, begin, end, c)) return {ActivityFault::kOverflow, c};
      close_customer(task, scratch, begin, end, c);
    }
  }
  return {};
}

template <bool kClassified>
BlockOutcome base(const ActivityTask& task, ItemRange customers, ActivityScratch& scratch) {
  return summarize_block<kClassified>(task, customers, scratch);
}

#if defined(__x86_64__)
template <bool kClassified>
SPENDLENS_AVX2 BlockOutcome avx2(const ActivityTask& task, ItemRange customers, ActivityScratch& scratch) {
  return summarize_block<kClassified>(task, customers, scratch);
}
#endif

}  // namespace

const Variants<ActivityKernel>& activity_kernels() {
  static const Variants<ActivityKernel> kernels = {
#if defined(__x86_64__)
    {InstructionSet::kAvx512, {summarize_block_avx512<false>, summarize_block_avx512<true>, 2}},
    {InstructionSet::kAvx2, {avx2<false>, avx2<true>}},
#endif
    {InstructionSet::kBase, {base<false>, base<true>}}
  };
  return kernels;
}

}  // namespace spendlens::rfm
