#include "personas/match_kernel.hpp"

#include <algorithm>

#include "spendlens/core/kernel_macros.hpp"

namespace spendlens::personas {

namespace {

// Outcomes are masks throughout, never `condition ? bits : 0`: GCC 12.2 was seen to use undefined lanes for such
// choices in simd loops with AVX2 or AVX-512.
SPENDLENS_INLINE std::uint64_t mask_of(bool holds) { return std::uint64_t{0} - static_cast<std::uint64_t>(holds); }

template <class T>
SPENDLENS_INLINE void test_range(const T* values, std::size_t count, T low, T high, std::uint64_t* held) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) held[i] = mask_of((values[i] >= low) & (values[i] <= high));
}

// NaN is outside of every range and near nothing.
SPENDLENS_INLINE void test_near(const double* values, std::size_t count, double threshold, std::uint64_t* held) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    const double difference = values[i] - threshold;
    held[i] = mask_of((difference < kEqualWithin) & (difference > -kEqualWithin));
  }
}

template <class T>
SPENDLENS_INLINE void test_integers(const Test& test, ItemRange customers, std::uint64_t* held) {
  const T* values = std::get_if<std::span<const T>>(&test.column)->data() + customers.begin;
  test_range<T>(values, customers.end - customers.begin, static_cast<T>(test.low), static_cast<T>(test.high), held);
}

SPENDLENS_INLINE void run_test(const Test& test, ItemRange customers, std::uint64_t* held) {
  switch (test.column.index()) {
    case 0:
      return test_integers<std::uint8_t>(test, customers, held);
    case 1:
      return test_integers<std::uint16_t>(test, customers, held);
    case 2:
      return test_integers<std::uint32_t>(test, customers, held);
    case 3:
      return test_integers<Minor>(test, customers, held);
    default:
      break;
  }
  const double* values = std::get_if<std::span<const double>>(&test.column)->data() + customers.begin;
  const std::size_t count = customers.end - customers.begin;
  if (test.near_from)
    test_near(values, count, test.from, held);
  else
    test_range<double>(values, count, test.from, test.to, held);
}

SPENDLENS_INLINE void or_bits(const std::uint64_t* held, std::size_t count, std::uint64_t bits, std::uint64_t* words) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) words[i] |= held[i] & bits;
}

SPENDLENS_INLINE void all_of(const std::uint64_t* words, std::size_t count, std::uint64_t bits, std::uint64_t* held) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) held[i] &= mask_of((words[i] & bits) == bits);
}

SPENDLENS_INLINE void any_of(const std::uint64_t* words, std::size_t count, std::uint64_t bits, std::uint64_t* held) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) held[i] |= mask_of((words[i] & bits) != 0);
}

SPENDLENS_INLINE void match_block(const MatchTask& task, ItemRange customers, HeldMasks& held) {
  const std::size_t total = task.to.qualifying.size();
  const std::size_t count = customers.end - customers.begin;
  const auto word = [&](std::size_t index) { return task.to.conditions.data() + index * total + customers.begin; };
  const std::size_t num_words = total == 0 ? 0 : task.to.conditions.size() / total;

  for (std::size_t w = 0; w < num_words; ++w) std::fill_n(word(w), count, std::uint64_t{0});
  for (const Test& test : task.compiled.tests) {
    run_test(test, customers, held.data());
    for (const WordBits& set : test.sets) or_bits(held.data(), count, set.bits, word(set.word));
  }

  std::uint64_t* qualifying = task.to.qualifying.data() + customers.begin;
  std::fill_n(qualifying, count, std::uint64_t{0});
  for (std::size_t p = 0; p < task.compiled.rules.size(); ++p) {
    const Rule& rule = task.compiled.rules[p];
    std::fill_n(held.data(), count, mask_of(rule.all));
    for (const WordBits& bits : rule.bits) {
      if (rule.all)
        all_of(word(bits.word), count, bits.bits, held.data());
      else
        any_of(word(bits.word), count, bits.bits, held.data());
    }
    or_bits(held.data(), count, std::uint64_t{1} << p, qualifying);
  }
}

void base(const MatchTask& task, ItemRange customers, HeldMasks& held) { match_block(task, customers, held); }

#if defined(__x86_64__)
SPENDLENS_AVX2 void avx2(const MatchTask& task, ItemRange customers, HeldMasks& held) {
  match_block(task, customers, held);
}

SPENDLENS_AVX512 void avx512(const MatchTask& task, ItemRange customers, HeldMasks& held) {
  match_block(task, customers, held);
}
#endif

}  // namespace

const Variants<MatchKernel>& match_kernels() {
  static const Variants<MatchKernel> kernels = {
#if defined(__x86_64__)
    {InstructionSet::kAvx512, avx512},
    {InstructionSet::kAvx2, avx2},
#endif
    {InstructionSet::kBase, base}
  };
  return kernels;
}

void run_match_blocks(MatchKernel kernel, const MatchTask& task, std::size_t block, int num_workers) {
  const std::size_t total = task.to.qualifying.size();
  const std::size_t blocks = (total + block - 1) / block;
  const int threads = static_cast<int>(std::clamp<std::size_t>(blocks, 1, static_cast<std::size_t>(num_workers)));
#pragma omp parallel num_threads(threads) if (threads > 1)
  {
    HeldMasks held;
#pragma omp for schedule(static)
    for (std::size_t b = 0; b < blocks; ++b) kernel(task, {b * block, std::min(total, (b + 1) * block)}, held);
  }
}

}  // namespace spendlens::personas
