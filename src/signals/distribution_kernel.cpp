#include "signals/distribution_kernel.hpp"

#include <limits>
#include <type_traits>

#include "spendlens/core/kernel_macros.hpp"

namespace spendlens::signals {

namespace {

/// All values against one edge after the other: a vector loop, which a class found for one value after the other is
/// not.
template <class T>
SPENDLENS_INLINE void count(std::span<const T> values, std::span<const T> edges, std::uint64_t* at_least) {
  // As wide as the values, so that a lane counts for a lane. A block has far fewer than 2^32 customers.
  using Count = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const T edge = edges[e];
    Count found = 0;
#pragma omp simd reduction(+ : found)
    for (std::size_t i = 0; i < values.size(); ++i) {
      // NaN is at least nothing
      if constexpr (std::is_same_v<T, double>)
        found += static_cast<Count>(values[i] >= edge);
      else
        found += static_cast<Count>(values[i] >= edge) & static_cast<Count>(values[i] != std::numeric_limits<T>::max());
    }
    at_least[e] += found;
  }
}

#define SPENDLENS_VARIANT(name, target)                                                                              \
  target void name##_numbers(std::span<const double> v, std::span<const double> e, std::uint64_t* n) {               \
    count(v, e, n);                                                                                                  \
  }                                                                                                                  \
  target void name##_money(std::span<const Minor> v, std::span<const Minor> e, std::uint64_t* n) { count(v, e, n); } \
  target void name##_counts(std::span<const std::uint32_t> v, std::span<const std::uint32_t> e, std::uint64_t* n) {  \
    count(v, e, n);                                                                                                  \
  }                                                                                                                  \
  constexpr DistributionKernel k_##name = {name##_numbers, name##_money, name##_counts};

SPENDLENS_VARIANT(base, )
#if defined(__x86_64__)
SPENDLENS_VARIANT(avx2, SPENDLENS_AVX2)
SPENDLENS_VARIANT(avx512, SPENDLENS_AVX512)
#endif

}  // namespace

const Variants<DistributionKernel>& distribution_kernels() {
  static const Variants<DistributionKernel> kernels = {
#if defined(__x86_64__)
    {InstructionSet::kAvx512, k_avx512},
    {InstructionSet::kAvx2, k_avx2},
#endif
    {InstructionSet::kBase, k_base}
  };
  return kernels;
}

}  // namespace spendlens::signals
