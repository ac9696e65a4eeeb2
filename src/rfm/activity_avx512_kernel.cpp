#include "rfm/activity_avx512.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

#include <array>
#include <cstring>

#include "rfm/activity_sums.hpp"
#include "spendlens/core/kernel_macros.hpp"

SPENDLENS_ALLOW_UNDEFINED_LANES

// The loops of activity_kernel.cpp in one pass that keeps all sums in registers and no list of classified rows: what
// GCC 12 makes of such a loop, with values of three widths, is slower than the lists.

namespace spendlens::rfm {

namespace {

constexpr std::size_t kLanes = 16;

SPENDLENS_AVX512 inline __m512i all_of(std::uint32_t value) { return _mm512_set1_epi32(static_cast<int>(value)); }

/// Sums of one period, lane by lane.
struct Lanes {
  __m512i spend;
  __m512i refund_total;
  __m512i first;
  __m512i last;
  std::uint32_t frequency;
  std::uint32_t refund_count;
};

/// Sixteen rows at most.
struct Rows {
  __mmask16 purchases;
  __mmask16 refunds;
  __m512i time;
  __m512i low;  ///< amounts of the first eight
  __m512i high;
};

SPENDLENS_AVX512 inline Lanes no_rows() {
  return {_mm512_setzero_si512(), _mm512_setzero_si512(), all_of(kNoTimestamp), _mm512_setzero_si512(), 0, 0};
}

/// Adds the rows within the period; returns the purchases among them.
SPENDLENS_AVX512 inline __mmask16 add(const Rows& rows, PeriodSeconds period, Lanes& to) {
  const __mmask16 inside =
      _mm512_cmplt_epu32_mask(_mm512_sub_epi32(rows.time, all_of(period.begin)), all_of(period.length));
  const auto purchases = static_cast<__mmask16>(inside & rows.purchases);
  const auto refunds = static_cast<__mmask16>(inside & rows.refunds);
  to.frequency += static_cast<std::uint32_t>(__builtin_popcount(purchases));
  to.spend = _mm512_mask_sub_epi64(to.spend, static_cast<__mmask8>(purchases), to.spend, rows.low);
  to.spend = _mm512_mask_sub_epi64(to.spend, static_cast<__mmask8>(purchases >> 8), to.spend, rows.high);
  to.first = _mm512_mask_min_epu32(to.first, purchases, to.first, rows.time);
  to.last = _mm512_mask_max_epu32(to.last, purchases, to.last, rows.time);
  if (refunds != 0) {
    to.refund_count += static_cast<std::uint32_t>(__builtin_popcount(refunds));
    to.refund_total = _mm512_mask_add_epi64(to.refund_total, static_cast<__mmask8>(refunds), to.refund_total, rows.low);
    to.refund_total =
        _mm512_mask_add_epi64(to.refund_total, static_cast<__mmask8>(refunds >> 8), to.refund_total, rows.high);
  }
  return purchases;
}

SPENDLENS_AVX512 inline Sums sums_of(const Lanes& lanes) {
  Sums sums;
  sums.frequency = lanes.frequency;
  sums.spend = static_cast<std::uint64_t>(_mm512_reduce_add_epi64(lanes.spend));
  sums.first = _mm512_reduce_min_epu32(lanes.first);
  sums.last = _mm512_reduce_max_epu32(lanes.last);
  sums.refund_count = lanes.refund_count;
  if (lanes.refund_count != 0)
    sums.refund_total = static_cast<std::uint64_t>(_mm512_reduce_add_epi64(lanes.refund_total));
  return sums;
}

/// Seconds over 86,400 = 128 · 675: n / 675 is n · ⌈2^41 / 675⌉ / 2^41 for n below 2^32.
SPENDLENS_AVX512 inline __m512i days_of(__m512i seconds) {
  const __m512i magic = all_of(3'257'812'231U);
  const __m512i pairs = _mm512_srli_epi32(seconds, 7);
  const __m512i even = _mm512_srli_epi64(_mm512_mul_epu32(pairs, magic), 32);
  const __m512i odd = _mm512_mul_epu32(_mm512_srli_epi64(pairs, 32), magic);
  return _mm512_srli_epi32(_mm512_mask_blend_epi32(0xAAAA, even, odd), 9);
}

struct DayRange {
  std::size_t begin = 0;
  std::size_t length = 0;
};

DayRange days_between(const ActivityTask& task, Timestamp first, Timestamp last) {
  const std::size_t low = (first - task.days_seen.begin) / kSecondsPerDay;
  return {low, (last - task.days_seen.begin) / kSecondsPerDay - low + 1};
}

SPENDLENS_AVX512 inline std::uint32_t count_days(const ActivityScratch& scratch, DayRange range) {
  const std::uint8_t* marks = scratch.days.data() + range.begin;
  __m512i days = _mm512_setzero_si512();
  for (std::size_t i = 0; i < range.length; i += 64) {
    const auto here =
        range.length - i >= 64 ? ~__mmask64{0} : _bzhi_u64(~std::uint64_t{0}, static_cast<unsigned>(range.length - i));
    days = _mm512_add_epi64(days, _mm512_sad_epu8(_mm512_maskz_loadu_epi8(here, marks + i), _mm512_setzero_si512()));
  }
  return static_cast<std::uint32_t>(_mm512_reduce_add_epi64(days));
}

/// Rows [row, end) of one customer, at most ActivityScratch::kRows, into the sums of its periods; marks days. False
/// where a row is out of range.
template <bool kClassified, std::size_t kPeriods>
SPENDLENS_AVX512 inline bool sum_rows(const ActivityTask& task, std::size_t row, std::size_t end,
                                      ActivityScratch& scratch, std::array<Sums, kPeriods>& sums,
                                      Timestamp& earliest_purchase) {
  const Timestamp* timestamp = task.transactions.timestamp.data();
  const Minor* amount = task.transactions.amount.data();
  const std::uint8_t* row_class = task.transactions.row_class.data();
  const __m512i limit = _mm512_set1_epi64(kMaxOrderMinor);
  const __m512i twice_limit = _mm512_set1_epi64(2 * kMaxOrderMinor);
  Lanes one = no_rows();  // not an array: GCC would keep it in memory
  Lanes other = one;
  __m512i earliest = all_of(kNoTimestamp);
  unsigned outside = 0;
  for (; row < end; row += kLanes) {
    const auto here = static_cast<__mmask16>(_bzhi_u32(0xFFFF, static_cast<unsigned>(std::min(end - row, kLanes))));
    Rows rows;
    rows.time = _mm512_maskz_loadu_epi32(here, timestamp + row);
    rows.low = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(here), amount + row);
    rows.high = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(here >> 8), amount + row + 8);
    outside |= _mm512_cmpge_epu32_mask(rows.time, all_of(static_cast<Timestamp>(kTimestampLimit)));
    outside |= _mm512_cmpgt_epu64_mask(_mm512_add_epi64(rows.low, limit), twice_limit);
    outside |= _mm512_cmpgt_epu64_mask(_mm512_add_epi64(rows.high, limit), twice_limit);
    const __mmask8 in_low = _mm512_cmpgt_epi64_mask(rows.low, _mm512_setzero_si512());
    const __mmask8 in_high = _mm512_cmpgt_epi64_mask(rows.high, _mm512_setzero_si512());
    const auto in = static_cast<__mmask16>(in_low | in_high << 8);
    rows.purchases = static_cast<__mmask16>(here & ~in);
    rows.refunds = in;
    if constexpr (kClassified) {
      const __m512i classes = _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(here, row_class + row));
      rows.purchases =
          _mm512_mask_testn_epi32_mask(rows.purchases, classes, all_of(row_class::kNotSpending | row_class::kLeftOut));
      rows.refunds = _mm512_mask_testn_epi32_mask(
          in, classes, all_of(row_class::kTransfer | row_class::kIncome | row_class::kLeftOut));
    }
    earliest = _mm512_mask_min_epu32(earliest, rows.purchases, earliest, rows.time);
    __mmask16 counted = add(rows, task.periods[0], one);
    if constexpr (kPeriods == 2) counted |= add(rows, task.periods[1], other);
    const __m512i days = days_of(_mm512_sub_epi32(rows.time, all_of(task.days_seen.begin)));
    alignas(64) std::array<std::uint32_t, kLanes> day;
    _mm512_store_si512(day.data(), _mm512_mask_blend_epi32(counted, all_of(ActivityScratch::kDays), days));
    asm("" : "+m"(day));  // or GCC takes each number out of the register, which is slower than loading it
    for (const std::uint32_t mark : day) scratch.days[mark] = 1;
  }
  sums[0] = sums_of(one);
  if constexpr (kPeriods == 2) sums[1] = sums_of(other);
  earliest_purchase = std::min(earliest_purchase, static_cast<Timestamp>(_mm512_reduce_min_epu32(earliest)));
  return outside == 0;
}

/// Counts the customer's days and removes their marks.
template <std::size_t kPeriods>
SPENDLENS_AVX512 inline void close_customer(const ActivityTask& task, ActivityScratch& scratch, std::size_t customer) {
  std::array<DayRange, kPeriods> ranges;
  for (std::size_t p = 0; p < kPeriods; ++p) {
    const ActivityColumns& to = task.activity[p];
    if (to.frequency[customer] == 0) continue;
    ranges[p] = days_between(task, to.first_purchase[customer], to.last_purchase[customer]);
    to.active_days[customer] = count_days(scratch, ranges[p]);
  }
  for (const DayRange range : ranges) std::memset(scratch.days.data() + range.begin, 0, range.length);
}

template <bool kClassified, std::size_t kPeriods>
SPENDLENS_AVX512 BlockOutcome summarize(const ActivityTask& task, ItemRange customers, ActivityScratch& scratch) {
  const auto offset = task.transactions.offset;
  const auto row_of = [&offset](std::size_t customer) { return offset[customer] - offset.front(); };
  for (std::size_t c = customers.begin; c < customers.end; ++c) {
    for (const ActivityColumns& to : task.activity) clear(to, c);
    Timestamp earliest_purchase = kNoTimestamp;
    const std::size_t end = row_of(c + 1);
    for (std::size_t row = row_of(c), rows = 0; row < end; row += rows) {
      rows = std::min(ActivityScratch::kRows, end - row);
      std::array<Sums, kPeriods> sums;
      if (!sum_rows<kClassified>(task, row, row + rows, scratch, sums, earliest_purchase))
        return {ActivityFault::kUnusableRow, c};
      bool fits = true;
      for (std::size_t p = 0; p < kPeriods; ++p) fits &= store(sums[p], task.activity[p], c);
      if (!fits) return {ActivityFault::kOverflow, c};
    }
    close_customer<kPeriods>(task, scratch, c);
    if (!task.bought_before.empty()) task.bought_before[c] = earliest_purchase < task.history_end ? 1 : 0;
  }
  return {};
}

}  // namespace

template <bool kClassified>
BlockOutcome summarize_block_avx512(const ActivityTask& task, ItemRange customers, ActivityScratch& scratch) {
  return task.periods.size() == 1 ? summarize<kClassified, 1>(task, customers, scratch)
                                  : summarize<kClassified, 2>(task, customers, scratch);
}

template BlockOutcome summarize_block_avx512<false>(const ActivityTask& task, ItemRange customers,
                                                    ActivityScratch& scratch);
template BlockOutcome summarize_block_avx512<true>(const ActivityTask& task, ItemRange customers,
                                                   ActivityScratch& scratch);

}  // namespace spendlens::rfm

#endif
