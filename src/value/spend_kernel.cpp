#include <algorithm>
#include <array>

#include "spendlens/core/elementary.hpp"
#include "spendlens/core/instruction_set.hpp"
#include "spendlens/core/parallel_for.hpp"
#include "spendlens/value/spend.hpp"
#include "value/rounded_sum.hpp"
#include "value/spend_terms.hpp"

namespace spendlens::value {

namespace {

constexpr std::size_t kSpendBlock = 256;
constexpr std::size_t kTerms = 10;

/// Customers with repeat spend, as columns.
struct SpendBlock {
  std::size_t count = 0;
  std::array<std::uint16_t, kSpendBlock> x;
  std::array<double, kSpendBlock> minor;
  std::array<std::array<double, kSpendBlock>, kTerms> terms;
};

SPENDLENS_INLINE void fill(const SpendParameters& at, const SpendSize* sizes, SpendBlock& block) {
#pragma omp simd
  for (std::size_t i = 0; i < block.count; ++i) {
    const SpendTerms terms = spend_terms(at, sizes[block.x[i]], block.minor[i]);
    for (std::size_t k = 0; k < kTerms; ++k) block.terms[k][i] = terms.of[k];
  }
}

using Fill = void (*)(const SpendParameters&, const SpendSize*, SpendBlock&);

void fill_base(const SpendParameters& at, const SpendSize* sizes, SpendBlock& block) { fill(at, sizes, block); }
#if defined(__x86_64__)
SPENDLENS_AVX2 void fill_avx2(const SpendParameters& at, const SpendSize* sizes, SpendBlock& block) {
  fill(at, sizes, block);
}
SPENDLENS_AVX512 void fill_avx512(const SpendParameters& at, const SpendSize* sizes, SpendBlock& block) {
  fill(at, sizes, block);
}
#endif

Fill chosen_fill() {
  static const Variants<Fill> variants {
#if defined(__x86_64__)
    {InstructionSet::kAvx512, fill_avx512}, {InstructionSet::kAvx2, fill_avx2},
#endif
    {
      InstructionSet::kBase, fill_base
    }
  };
  return variants.chosen();
}

bool add_spend_terms(std::span<const double, kTerms> terms, LikelihoodSums& sums) {
  bool finite = add_rounded(terms[0], kLikelihoodUnits, 1, sums.log_likelihood);
  for (std::size_t i = 0; i < 3; ++i) finite &= add_rounded(terms[1 + i], kLikelihoodUnits, 1, sums.gradient[i]);
  for (std::size_t i = 0; i < 6; ++i) finite &= add_rounded(terms[4 + i], kLikelihoodUnits, 1, sums.second[i]);
  return finite;
}

void add_block(const SpendParameters& at, const std::vector<SpendSize>& sizes, SpendBlock& block,
               LikelihoodSums& sums) {
  chosen_fill()(at, sizes.data(), block);
  for (std::size_t i = 0; i < block.count; ++i) {
    std::array<double, kTerms> terms;
    for (std::size_t k = 0; k < kTerms; ++k) terms[k] = block.terms[k][i];
    if (!add_spend_terms(terms, sums)) ++sums.not_finite;
  }
  block.count = 0;
}

}  // namespace

std::vector<SpendSize> spend_sizes(const SpendParameters& at, std::uint16_t largest_x) {
  const double log_gamma_q = elementary::log_gamma(at.q);
  const double digamma_q = elementary::digamma(at.q);
  const double trigamma_q = elementary::trigamma(at.q);
  const double log_v = elementary::natural_log(at.v);
  std::vector<SpendSize> sizes(std::size_t{largest_x} + 1);
  for (std::size_t x = 1; x < sizes.size(); ++x) {
    SpendSize& size = sizes[x];
    const double days = static_cast<double>(x);
    size.shape = at.p * days;
    size.sum = size.shape + at.q;
    size.value = elementary::log_gamma(size.sum) - elementary::log_gamma(size.shape) - log_gamma_q + at.q * log_v +
                 elementary::natural_log(days);
    const double by_sum = elementary::digamma(size.sum);
    size.by_p = by_sum - elementary::digamma(size.shape);
    size.by_q = by_sum - digamma_q + log_v;
    const double of_sum = elementary::trigamma(size.sum);
    size.by_p_twice = size.shape * size.shape * (of_sum - elementary::trigamma(size.shape));
    size.by_p_and_q = size.shape * at.q * of_sum;
    size.by_q_twice = at.q * at.q * (of_sum - trigamma_q);
  }
  return sizes;
}

LikelihoodSums spend_likelihood(std::span<const double> parameters, Asked, std::span<const std::uint16_t> x,
                                std::span<const Minor> repeat_spend, std::uint16_t largest_x, int num_threads) {
  const SpendParameters at{parameters[0], parameters[1], parameters[2]};
  const std::vector<SpendSize> sizes = spend_sizes(at, largest_x);
  std::vector<LikelihoodSums> parts(num_parts(x.size(), num_threads));
  for_each_part(x.size(), num_threads, [&](ItemRange range, std::size_t part) {
    SpendBlock block;
    for (std::uint64_t i = range.begin; i < range.end; ++i) {
      if (!has_repeat_spend(x[i], repeat_spend[i])) continue;
      block.x[block.count] = x[i];
      block.minor[block.count] = static_cast<double>(repeat_spend[i]);
      if (++block.count == kSpendBlock) add_block(at, sizes, block, parts[part]);
    }
    add_block(at, sizes, block, parts[part]);
  });
  LikelihoodSums sums;
  for (const LikelihoodSums& part : parts) sums += part;
  return sums;
}

LikelihoodSums reference_spend_likelihood(std::span<const double> parameters, std::span<const std::uint16_t> x,
                                          std::span<const Minor> repeat_spend) {
  const SpendParameters at{parameters[0], parameters[1], parameters[2]};
  LikelihoodSums sums;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!has_repeat_spend(x[i], repeat_spend[i])) continue;
    const SpendTerms terms = spend_terms(at, spend_sizes(at, x[i])[x[i]], static_cast<double>(repeat_spend[i]));
    if (!add_spend_terms(std::span<const double, kTerms>(terms.of), sums)) ++sums.not_finite;
  }
  return sums;
}

}  // namespace spendlens::value
