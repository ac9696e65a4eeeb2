#include "signals/row_sums.hpp"

#include <algorithm>

#include "spendlens/core/kernel_macros.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

SPENDLENS_ALLOW_UNDEFINED_LANES

namespace spendlens::signals {

namespace {

/// Sum of the amounts of the scratch's rows [begin, end) whose age is below `window`. Rows up to the next whole step
/// are read too and masked. Amounts are masked, not chosen by a condition: GCC 12.2 was seen to add undefined lanes for
/// `sum += condition ? value : 0` in a simd loop with AVX2 or AVX-512.
SPENDLENS_INLINE std::int64_t sum_younger(const RowScratch& scratch, const std::uint32_t* ages, std::size_t begin,
                                          std::size_t end, std::uint32_t window) {
  const std::uint32_t* age = ages + begin;
  const std::uint64_t* amount = scratch.kept.amount.data() + begin;
  const auto rows = static_cast<std::uint32_t>(end - begin);
  const std::uint32_t whole_steps = RowScratch::whole_steps(rows);
  std::uint64_t sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::uint32_t i = 0; i < whole_steps; ++i) {
    const bool counts = (i < rows) & (age[i] < window);
    sum += amount[i] & (std::uint64_t{0} - static_cast<std::uint64_t>(counts));
  }
  return static_cast<std::int64_t>(sum);
}

SPENDLENS_INLINE void add_rows_in_loops(const RowRules& rules, const RowScratch& scratch, std::size_t begin,
                                        std::size_t end, CustomerRows& to) {
  std::uint32_t purchase = kNoAge;
  std::uint32_t inflow = kNoAge;
  std::uint32_t saving = kNoAge;
  const std::uint32_t* spend_age = scratch.spend_age.data() + begin;
  const std::uint32_t* inflow_age = scratch.inflow_age.data() + begin;
  const std::uint32_t* saving_age = scratch.saving_age.data() + begin;
  const auto rows = static_cast<std::uint32_t>(end - begin);
  const std::uint32_t whole_steps = RowScratch::whole_steps(rows);
#pragma omp simd reduction(min : purchase, inflow, saving)
  for (std::uint32_t i = 0; i < whole_steps; ++i) {
    const std::uint32_t spent = i < rows ? spend_age[i] : kNoAge;
    const std::uint32_t came = i < rows ? inflow_age[i] : kNoAge;
    const std::uint32_t saved = i < rows ? saving_age[i] : kNoAge;
    purchase = spent < purchase ? spent : purchase;
    inflow = came < inflow ? came : inflow;
    saving = saved < saving ? saved : saving;
  }
  to.youngest_purchase = std::min(to.youngest_purchase, purchase);
  to.youngest_inflow = std::min(to.youngest_inflow, inflow);
  for (std::size_t w = 0; w < rules.num_windows; ++w) {
    if (purchase < rules.windows[w])
      to.spend[w] -= sum_younger(scratch, scratch.spend_age.data(), begin, end, rules.windows[w]);
    if (saving < rules.windows[w])
      to.savings[w] += sum_younger(scratch, scratch.saving_age.data(), begin, end, rules.windows[w]);
  }
}

}  // namespace

void add_rows(const RowRules& rules, const RowScratch& scratch, std::size_t begin, std::size_t end, CustomerRows& to) {
  add_rows_in_loops(rules, scratch, begin, end, to);
}

#if defined(__x86_64__)

SPENDLENS_AVX2 void add_rows_avx2(const RowRules& rules, const RowScratch& scratch, std::size_t begin, std::size_t end,
                                  CustomerRows& to) {
  add_rows_in_loops(rules, scratch, begin, end, to);
}

// By hand, in one pass: a customer keeps few rows, and a loop for each sum spends its time on starting and ending.
SPENDLENS_AVX512 void add_rows_avx512(const RowRules& rules, const RowScratch& scratch, std::size_t begin,
                                      std::size_t end, CustomerRows& to) {
  const __m512i none = _mm512_set1_epi32(-1);
  static_assert(kNoAge == 0xFFFF'FFFF);
  __m512i purchase = none;
  __m512i inflow = none;
  __mmask16 any_saving = 0;
  __m512i spend[kMaxWindows];  // not std::array: as a template's argument the type would lose its alignment
  __m512i savings[kMaxWindows];
  for (std::size_t w = 0; w < rules.num_windows; ++w) spend[w] = savings[w] = _mm512_setzero_si512();
  for (std::size_t i = begin; i < end; i += RowScratch::kLanes) {
    const auto here =
        static_cast<__mmask16>(_bzhi_u32(0xFFFF, static_cast<unsigned>(std::min(end - i, RowScratch::kLanes))));
    const __m512i spend_age = _mm512_mask_loadu_epi32(none, here, scratch.spend_age.data() + i);
    const __m512i saving_age = _mm512_mask_loadu_epi32(none, here, scratch.saving_age.data() + i);
    const __m512i low = _mm512_loadu_si512(scratch.kept.amount.data() + i);
    const __m512i high = _mm512_loadu_si512(scratch.kept.amount.data() + i + 8);
    purchase = _mm512_min_epu32(purchase, spend_age);
    inflow = _mm512_min_epu32(inflow, _mm512_mask_loadu_epi32(none, here, scratch.inflow_age.data() + i));
    const __mmask16 saving = _mm512_cmpneq_epi32_mask(saving_age, none);
    any_saving |= saving;
    for (std::size_t w = 0; w < rules.num_windows; ++w) {
      const __m512i window = _mm512_set1_epi32(static_cast<int>(rules.windows[w]));
      const __mmask16 spent = _mm512_cmplt_epu32_mask(spend_age, window);
      spend[w] = _mm512_mask_sub_epi64(spend[w], static_cast<__mmask8>(spent), spend[w], low);
      spend[w] = _mm512_mask_sub_epi64(spend[w], static_cast<__mmask8>(spent >> 8), spend[w], high);
      if (saving == 0) continue;
      const __mmask16 saved = _mm512_cmplt_epu32_mask(saving_age, window);
      savings[w] = _mm512_mask_add_epi64(savings[w], static_cast<__mmask8>(saved), savings[w], low);
      savings[w] = _mm512_mask_add_epi64(savings[w], static_cast<__mmask8>(saved >> 8), savings[w], high);
    }
  }
  to.youngest_purchase = std::min(to.youngest_purchase, static_cast<std::uint32_t>(_mm512_reduce_min_epu32(purchase)));
  to.youngest_inflow = std::min(to.youngest_inflow, static_cast<std::uint32_t>(_mm512_reduce_min_epu32(inflow)));
  for (std::size_t w = 0; w < rules.num_windows; ++w) {
    to.spend[w] += _mm512_reduce_add_epi64(spend[w]);
    if (any_saving != 0) to.savings[w] += _mm512_reduce_add_epi64(savings[w]);
  }
}

#endif

}  // namespace spendlens::signals
