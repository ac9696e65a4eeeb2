#include "signals/filtered_rows.hpp"

#include <algorithm>

#include "spendlens/core/kernel_macros.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

SPENDLENS_ALLOW_UNDEFINED_LANES

namespace spendlens::signals {

namespace {

constexpr auto kLimit = static_cast<std::uint64_t>(kMaxOrderMinor);

}  // namespace

bool filter_rows(const CustomerColumns& batch, const RowRules& rules, std::span<const std::uint64_t> offset,
                 std::uint64_t origin, FilteredRows& to) {
  const TransactionColumns& rows = batch.transactions;
  std::size_t kept = 0;
  bool fits = true;
  for (std::size_t c = 0; c + 1 < offset.size(); ++c) {
    Timestamp first = kNoTimestamp;
    for (std::size_t row = offset[c] - origin; row < offset[c + 1] - origin; ++row) {
      const Timestamp time = rows.timestamp[row];
      const auto amount = static_cast<std::uint64_t>(rows.amount[row]);
      const std::uint32_t classes = rows.row_class.empty() ? 0U : rows.row_class[row];
      const std::uint32_t age = rules.end - 1 - time;
      const bool counts = (time < rules.end) & ((classes & row_class::kLeftOut) == 0);
      fits &= (amount + kLimit <= 2 * kLimit) & (time < static_cast<Timestamp>(kTimestampLimit));
      first = std::min(first, counts ? time : kNoTimestamp);
      // Every row is written, and the next one over it unless it is kept: no branch to guess.
      to.age[kept] = age;
      to.classes[kept] = classes;
      to.merchant[kept] = batch.merchant.empty() ? kNoMerchant : batch.merchant[row];
      to.amount[kept] = amount;
      kept += static_cast<std::size_t>(counts & (age < rules.widest));
    }
    to.first[c] = first;
    to.before[c + 1] = static_cast<std::uint32_t>(kept);
  }
  return fits;
}

#if defined(__x86_64__)

// By hand: compilers make no vpcompress of a loop, and it is what this is about.
SPENDLENS_AVX512 bool filter_rows_avx512(const CustomerColumns& batch, const RowRules& rules,
                                         std::span<const std::uint64_t> offset, std::uint64_t origin,
                                         FilteredRows& to) {
  const Timestamp* timestamp = batch.transactions.timestamp.data();
  const Minor* amount = batch.transactions.amount.data();
  const std::uint8_t* row_class = batch.transactions.row_class.empty() ? nullptr : batch.transactions.row_class.data();
  const std::uint32_t* merchant = batch.merchant.empty() ? nullptr : batch.merchant.data();
  const auto lanes = [](std::uint32_t value) { return static_cast<int>(value); };
  const __m512i end = _mm512_set1_epi32(lanes(rules.end));
  const __m512i last = _mm512_set1_epi32(lanes(rules.end - 1));
  const __m512i widest = _mm512_set1_epi32(lanes(rules.widest));
  const __m512i time_limit = _mm512_set1_epi32(lanes(static_cast<Timestamp>(kTimestampLimit)));
  const __m512i left_out = _mm512_set1_epi32(row_class::kLeftOut);
  const __m512i limit = _mm512_set1_epi64(kMaxOrderMinor);
  const __m512i twice_limit = _mm512_set1_epi64(2 * kMaxOrderMinor);
  const __m512i none = _mm512_set1_epi32(-1);
  std::size_t kept = 0;
  unsigned beyond = 0;
  for (std::size_t c = 0; c + 1 < offset.size(); ++c) {
    __m512i first = none;
    const std::size_t rows_end = offset[c + 1] - origin;
    for (std::size_t row = offset[c] - origin; row < rows_end; row += FilteredRows::kLanes) {
      const auto here = static_cast<__mmask16>(
          _bzhi_u32(0xFFFF, static_cast<unsigned>(std::min(rows_end - row, FilteredRows::kLanes))));
      const __m512i time = _mm512_maskz_loadu_epi32(here, timestamp + row);
      const __m512i low = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(here), amount + row);
      const __m512i high = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(here >> 8), amount + row + 8);
      const __m512i classes = row_class == nullptr ? _mm512_setzero_si512()
                                                   : _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(here, row_class + row));
      const __m512i code = merchant == nullptr ? none : _mm512_maskz_loadu_epi32(here, merchant + row);
      beyond |= _mm512_cmpge_epu32_mask(time, time_limit);
      beyond |= _mm512_cmpgt_epu64_mask(_mm512_add_epi64(low, limit), twice_limit);
      beyond |= _mm512_cmpgt_epu64_mask(_mm512_add_epi64(high, limit), twice_limit);
      const __mmask16 stays = _mm512_mask_testn_epi32_mask(here, classes, left_out);
      const __mmask16 counts = _mm512_mask_cmplt_epu32_mask(stays, time, end);
      first = _mm512_mask_min_epu32(first, counts, first, time);
      const __m512i age = _mm512_sub_epi32(last, time);
      const __mmask16 keep = _mm512_mask_cmplt_epu32_mask(counts, age, widest);
      const auto keep_low = static_cast<__mmask8>(keep);
      const auto keep_high = static_cast<__mmask8>(keep >> 8);
      _mm512_storeu_si512(to.age.data() + kept, _mm512_maskz_compress_epi32(keep, age));
      _mm512_storeu_si512(to.classes.data() + kept, _mm512_maskz_compress_epi32(keep, classes));
      _mm512_storeu_si512(to.merchant.data() + kept, _mm512_maskz_compress_epi32(keep, code));
      _mm512_storeu_si512(to.amount.data() + kept, _mm512_maskz_compress_epi64(keep_low, low));
      _mm512_storeu_si512(to.amount.data() + kept + __builtin_popcount(keep_low),
                          _mm512_maskz_compress_epi64(keep_high, high));
      kept += static_cast<std::size_t>(__builtin_popcount(keep));
    }
    to.first[c] = _mm512_reduce_min_epu32(first);
    to.before[c + 1] = static_cast<std::uint32_t>(kept);
  }
  return beyond == 0;
}

#endif

}  // namespace spendlens::signals
