#include "limits/column_sum.hpp"

namespace spendlens::benchmarks {

namespace {

[[gnu::always_inline]] inline ColumnSums add(const std::uint32_t* timestamp, const std::int64_t* amount, std::size_t rows) {
  std::uint64_t timestamps = 0;
  std::uint64_t amounts = 0;
#pragma omp simd reduction(+ : timestamps, amounts)
  for (std::size_t i = 0; i < rows; ++i) {
    timestamps += timestamp[i];
    amounts += static_cast<std::uint64_t>(amount[i]);
  }
  return {timestamps, static_cast<std::int64_t>(amounts)};
}

using Kernel = ColumnSums (*)(const std::uint32_t*, const std::int64_t*, std::size_t);

ColumnSums baseline(const std::uint32_t* timestamp, const std::int64_t* amount, std::size_t rows) {
  return add(timestamp, amount, rows);
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] ColumnSums avx2(const std::uint32_t* timestamp, const std::int64_t* amount, std::size_t rows) {
  return add(timestamp, amount, rows);
}
[[gnu::target("avx512f,avx512bw,avx512dq,avx512vl")]] ColumnSums avx512(
    const std::uint32_t* timestamp, const std::int64_t* amount, std::size_t rows) {
  return add(timestamp, amount, rows);
}
#endif

Kernel widest() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return avx512;
  if (__builtin_cpu_supports("avx2")) return avx2;
#endif
  return baseline;
}

}  // namespace

ColumnSums sum_columns(std::span<const std::uint32_t> timestamp, std::span<const std::int64_t> amount) {
  static const Kernel kernel = widest();
  return kernel(timestamp.data(), amount.data(), timestamp.size());
}

ColumnSums sum_columns(std::span<const std::uint32_t> timestamp, std::span<const std::int64_t> amount, int num_threads) {
  const auto parts = static_cast<std::size_t>(num_threads);
  std::uint64_t timestamps = 0;
  std::uint64_t amounts = 0;
#pragma omp parallel for num_threads(num_threads) schedule(static, 1) reduction(+ : timestamps, amounts)
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t begin = timestamp.size() * part / parts;
    const std::size_t rows = timestamp.size() * (part + 1) / parts - begin;
    const ColumnSums sums = sum_columns(timestamp.subspan(begin, rows), amount.subspan(begin, rows));
    timestamps += sums.timestamps;
    amounts += static_cast<std::uint64_t>(sums.amounts);
  }
  return {timestamps, static_cast<std::int64_t>(amounts)};
}

}  // namespace spendlens::benchmarks
