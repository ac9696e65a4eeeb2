#include "value/likelihood_kernel.hpp"

#include "spendlens/core/instruction_set.hpp"

namespace spendlens::value {

namespace {

SPENDLENS_INLINE terms::DayValues day_values(const DayTables& days, std::uint16_t day) {
  return {days.log_alpha[day], days.inverse_alpha[day], days.log_beta[day], days.inverse_beta[day]};
}

SPENDLENS_INLINE DropoutValues dropout_values(const DropoutTable& table, std::uint16_t day) {
  return {table.weight[day], table.by_r[day], table.by_alpha[day], table.by_s[day], table.by_beta[day]};
}

/// Terms of one customer, by model; choices of the model are made outside of the loop.
template <class TermsOf>
SPENDLENS_INLINE void fill_terms(const SizeBlock& block, BlockTerms& to, TermsOf terms_of) {
#pragma omp simd
  for (std::size_t i = 0; i < block.count; ++i) {
    const PurchaseTerms terms = terms_of(block.t_x[i], block.T[i]);
    to.value[i] = terms.value;
    to.gradient[0][i] = terms.gradient[0];
    to.gradient[1][i] = terms.gradient[1];
    to.gradient[2][i] = terms.gradient[2];
    to.gradient[3][i] = terms.gradient[3];
  }
}

SPENDLENS_INLINE void all_terms(const SizeBlock& block, BlockTerms& to) {
  const DayTables& days = block.days;
  const PurchaseParameters at = block.parameters;
  const SizeTerms x = block.x;
  if (at.model == Model::kParetoNbd)
    return fill_terms(
        block, to, [&](std::uint16_t t, std::uint16_t T) __attribute__((always_inline)) {
          return terms::leaving_any_time(at, block.log_beta, x, day_values(days, t), day_values(days, T),
                                         dropout_values(block.dropout, t), dropout_values(block.dropout, T));
        });
  if (x.may_have_left)
    return fill_terms(
        block, to, [&](std::uint16_t t, std::uint16_t T) __attribute__((always_inline)) {
          return terms::leaving_by_chance(at, x, day_values(days, t), day_values(days, T));
        });
  fill_terms(
      block, to, [&](std::uint16_t, std::uint16_t T) __attribute__((always_inline)) {
        return terms::nbd(at, x, day_values(days, T));
      });
}

SPENDLENS_INLINE void alive_chances(const SizeBlock& block, double* result) {
  const DayTables& days = block.days;
  const PurchaseParameters at = block.parameters;
  const SizeTerms x = block.x;
  const double* weight = block.dropout.weight.data();
  if (at.model == Model::kParetoNbd) {
#pragma omp simd
    for (std::size_t i = 0; i < block.count; ++i)
      result[i] = terms::alive_of(terms::departure(at, x, day_values(days, block.t_x[i]), day_values(days, block.T[i]),
                                                   weight[block.t_x[i]], weight[block.T[i]]));
  } else if (x.may_have_left) {
#pragma omp simd
    for (std::size_t i = 0; i < block.count; ++i)
      result[i] = terms::alive_by_chance(x, day_values(days, block.t_x[i]), day_values(days, block.T[i]));
  } else {
    for (std::size_t i = 0; i < block.count; ++i) result[i] = 1;
  }
}

struct Kernels {
  void (*terms)(const SizeBlock&, BlockTerms&);
  void (*alive)(const SizeBlock&, double*);
};

void terms_base(const SizeBlock& block, BlockTerms& to) { all_terms(block, to); }
void alive_base(const SizeBlock& block, double* result) { alive_chances(block, result); }
#if defined(__x86_64__)
SPENDLENS_AVX2 void terms_avx2(const SizeBlock& block, BlockTerms& to) { all_terms(block, to); }
SPENDLENS_AVX2 void alive_avx2(const SizeBlock& block, double* result) { alive_chances(block, result); }
SPENDLENS_AVX512 void terms_avx512(const SizeBlock& block, BlockTerms& to) { all_terms(block, to); }
SPENDLENS_AVX512 void alive_avx512(const SizeBlock& block, double* result) { alive_chances(block, result); }
#endif

const Kernels& kernels() {
  static const Variants<Kernels> variants {
#if defined(__x86_64__)
    {InstructionSet::kAvx512, {terms_avx512, alive_avx512}}, {InstructionSet::kAvx2, {terms_avx2, alive_avx2}},
#endif
    {
      InstructionSet::kBase, { terms_base, alive_base }
    }
  };
  return variants.chosen();
}

}  // namespace

void block_terms(const SizeBlock& block, BlockTerms& terms) { kernels().terms(block, terms); }

void block_alive(const SizeBlock& block, double* result) { kernels().alive(block, result); }

}  // namespace spendlens::value
