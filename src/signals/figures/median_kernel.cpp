#include "signals/figures/median.hpp"

#include <algorithm>
#include <cstddef>

#include "spendlens/core/kernel_macros.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

SPENDLENS_ALLOW_UNDEFINED_LANES

namespace spendlens::signals {

namespace {

/// Longer lists are partitioned around their middle.
constexpr std::size_t kShortList = 32;

std::int64_t twice_median_of_many(std::span<std::int32_t> gaps) {
  const std::size_t n = gaps.size();
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(n / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  if (n % 2 == 1) return std::int64_t{2} * *middle;
  return std::int64_t{*middle} + *std::max_element(gaps.begin(), middle);
}

/// By insertion: without wide vectors the fastest for so few.
std::int64_t base(std::span<std::int32_t> gaps) {
  const std::size_t n = gaps.size();
  if (n > kShortList) return twice_median_of_many(gaps);
  for (std::size_t i = 1; i < n; ++i) {
    const std::int32_t gap = gaps[i];
    std::size_t at = i;
    for (; at > 0 && gaps[at - 1] > gap; --at) gaps[at] = gaps[at - 1];
    gaps[at] = gap;
  }
  return n % 2 == 1 ? std::int64_t{2} * gaps[n / 2] : std::int64_t{gaps[n / 2]} + gaps[n / 2 - 1];
}

#if defined(__x86_64__)

/// Value i is among the k + 1 smallest where at most k are below it, so the k-th (from 0) is the largest that is: no
/// branch to guess, and comparisons side by side. By hand: GCC 12 keeps the counts in memory or counts one by one.
SPENDLENS_AVX512 std::int64_t avx512(std::span<std::int32_t> gaps) {
  const auto n = static_cast<unsigned>(gaps.size());
  if (n > kShortList) return twice_median_of_many(gaps);
  const __mmask32 here = _bzhi_u32(0xFFFF'FFFF, n);
  const auto here_low = static_cast<__mmask16>(here);
  const auto here_high = static_cast<__mmask16>(here >> 16);
  const __m512i low = _mm512_maskz_loadu_epi32(here_low, gaps.data());
  const __m512i high = _mm512_maskz_loadu_epi32(here_high, gaps.data() + 16);
  const __m512i one = _mm512_set1_epi32(1);
  __m512i below_low = _mm512_setzero_si512();
  __m512i below_high = below_low;
  for (unsigned j = 0; j < n; ++j) {
    const __m512i gap = _mm512_set1_epi32(gaps[j]);
    below_low = _mm512_mask_add_epi32(below_low, _mm512_cmplt_epi32_mask(gap, low), below_low, one);
    below_high = _mm512_mask_add_epi32(below_high, _mm512_cmplt_epi32_mask(gap, high), below_high, one);
  }
  const auto largest_below = [&](int most) SPENDLENS_AVX512 {
    const __m512i limit = _mm512_set1_epi32(most);
    const __m512i some = _mm512_maskz_mov_epi32(_mm512_mask_cmple_epi32_mask(here_low, below_low, limit), low);
    const __m512i others = _mm512_maskz_mov_epi32(_mm512_mask_cmple_epi32_mask(here_high, below_high, limit), high);
    return _mm512_reduce_max_epi32(_mm512_max_epi32(some, others));
  };
  const int middle = static_cast<int>(n / 2);
  const std::int64_t upper = largest_below(middle);
  return n % 2 == 1 ? 2 * upper : upper + largest_below(middle - 1);
}

#endif

}  // namespace

const Variants<MedianKernel>& median_kernels() {
  static const Variants<MedianKernel> kernels = {
#if defined(__x86_64__)
    {InstructionSet::kAvx512, avx512},
#endif
    {InstructionSet::kBase, base}
  };
  return kernels;
}

std::int64_t twice_median(std::span<std::int32_t> gaps) { return median_kernels().chosen()(gaps); }

}  // namespace spendlens::signals
