#include "limits/column_sum.hpp"

#include "spendlens/core/instruction_set.hpp"
#include "spendlens/core/kernel_macros.hpp"

namespace spendlens::benchmarks {

namespace {

SPENDLENS_INLINE ColumnSums add(const std::uint32_t* timestamp, const std::int64_t* amount, std::size_t rows) {
  std::uint64_t timestamps = 0;
  std::uint64_t amounts = 0;
#pragma omp simd reduction(+ : timestamps, amounts)
  for (std::size_t i = 0; i < rows; ++i) {
    timestamps += timestamp[i];
    amounts += static_cast<std::uint64_t>(amount[i]);
  }
  return {timestamps, static_cast<std::int64_t>(amounts)};
}

using SumKernel = ColumnSums (*)(const std::uint32_t*, const std::int64_t*, std::size_t);

ColumnSums base(const std::uint32_t* timestamp, const std::int64_t* amount, std::size_t rows) {
  return add(timestamp, amount, rows);
}

#if defined(__x86_64__)
SPENDLENS_AVX2 ColumnSums avx2(const std::uint32_t* timestamp, const std::int64_t* amount, std::size_t rows) {
  return add(timestamp, amount, rows);
}
SPENDLENS_AVX512 ColumnSums avx512(const std::uint32_t* timestamp, const std::int64_t* amount, std::size_t rows) {
  return add(timestamp, amount, rows);
}
#endif

const Variants<SumKernel>& sum_kernels() {
  static const Variants<SumKernel> kernels = {
#if defined(__x86_64__)
    {InstructionSet::kAvx512, avx512},
    {InstructionSet::kAvx2, avx2},
#endif
    {InstructionSet::kBase, base}
  };
  return kernels;
}

}  // namespace

ColumnSums sum_columns(std::span<const std::uint32_t> timestamp, std::span<const std::int64_t> amount) {
  return sum_kernels().chosen()(timestamp.data(), amount.data(), timestamp.size());
}

ColumnSums sum_columns(std::span<const std::uint32_t> timestamp, std::span<const std::int64_t> amount,
                       int num_threads) {
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
