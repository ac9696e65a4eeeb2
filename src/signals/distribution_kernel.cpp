#include "signals/distribution_kernel.hpp"

#include <limits>
#include <type_traits>

#define SPENDLENS_INLINE [[gnu::always_inline]] inline

namespace spendlens::signals {

namespace {

/// All values against one edge after the other: a vector loop, which a class found for one value after the other is not.
template <class T>
SPENDLENS_INLINE void count(std::span<const T> values, std::span<const T> edges, std::uint64_t* at_least) {
  // As wide as the values, so that a lane counts for a lane. A block has far fewer than 2^32 customers.
  using Count = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const T edge = edges[e];
    Count found = 0;
#pragma omp simd reduction(+ : found)
    for (std::size_t i = 0; i < values.size(); ++i) {
      if constexpr (std::is_same_v<T, double>) found += static_cast<Count>(values[i] >= edge);  // NaN is at least nothing
      else found += static_cast<Count>((values[i] >= edge) & (values[i] != std::numeric_limits<T>::max()));
    }
    at_least[e] += found;
  }
}

// One variant for each instruction set, picked by hand for the reasons given at the activity kernel.
#define SPENDLENS_VARIANT(name, target)                                                                                               \
  target void name##_numbers(std::span<const double> v, std::span<const double> e, std::uint64_t* n) { count(v, e, n); }             \
  target void name##_money(std::span<const Minor> v, std::span<const Minor> e, std::uint64_t* n) { count(v, e, n); }                 \
  target void name##_counts(std::span<const std::uint32_t> v, std::span<const std::uint32_t> e, std::uint64_t* n) { count(v, e, n); } \
  constexpr DistributionKernel k_##name = {#name, name##_numbers, name##_money, name##_counts};

SPENDLENS_VARIANT(baseline, )
#if defined(__x86_64__)
SPENDLENS_VARIANT(avx2, [[gnu::target("avx2")]])
SPENDLENS_VARIANT(avx512, [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,avx2")]])
#endif

std::vector<DistributionKernel> find_kernels() {
  std::vector<DistributionKernel> kernels;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    kernels.push_back(k_avx512);
  if (__builtin_cpu_supports("avx2")) kernels.push_back(k_avx2);
#endif
  kernels.push_back(k_baseline);
  return kernels;
}

}  // namespace

const std::vector<DistributionKernel>& distribution_kernels() {
  static const std::vector<DistributionKernel> kernels = find_kernels();
  return kernels;
}

}  // namespace spendlens::signals
