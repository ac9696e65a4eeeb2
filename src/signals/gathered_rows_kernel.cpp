#include "signals/gathered_rows.hpp"

#include <algorithm>

#include "spendlens/core/kernel_macros.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

SPENDLENS_ALLOW_UNDEFINED_LANES

namespace spendlens::signals {

void gather_rows(RowScratch& scratch, std::size_t begin, std::size_t end, CustomerRows& customer) {
  Day* charge_age = scratch.charges.age.data();
  Minor* charge_amount = scratch.charges.amount.data();
  std::uint32_t* charge_merchant = scratch.charges.merchant.data();
  Day* income_age = scratch.incomes.age.data();
  Minor* income_amount = scratch.incomes.amount.data();
  std::size_t charge = customer.charges_end;
  std::size_t income = customer.incomes_end;
  // Every row is written, and the next one over it unless it was picked: no branch to guess
  for (std::size_t i = begin; i < end; ++i) {
    const auto age = static_cast<Day>(scratch.day_age[i]);
    const auto amount = static_cast<Minor>(scratch.kept.amount[i]);
    charge_age[charge] = age;
    charge_amount[charge] = amount;
    charge_merchant[charge] = scratch.kept.merchant[i];
    charge += scratch.picked[i] & kCharge;
    income_age[income] = age;
    income_amount[income] = amount;
    income += scratch.picked[i] / kIncome;
  }
  customer.charges_end = charge;
  customer.incomes_end = income;
}

#if defined(__x86_64__)

namespace {

SPENDLENS_AVX512 inline void append(__mmask16 picked, __m512i values, void* to) {
  _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(picked, values));
}

SPENDLENS_AVX512 inline void append(__mmask16 picked, __m512i low, __m512i high, Minor* to) {
  const auto first = static_cast<__mmask8>(picked);
  _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(first, low));
  _mm512_storeu_si512(to + __builtin_popcount(first),
                      _mm512_maskz_compress_epi64(static_cast<__mmask8>(picked >> 8), high));
}

}  // namespace

// By hand: compilers make no vpcompress of a loop.
SPENDLENS_AVX512 void gather_rows_avx512(RowScratch& scratch, std::size_t begin, std::size_t end,
                                         CustomerRows& customer) {
  std::size_t charge = customer.charges_end;
  std::size_t income = customer.incomes_end;
  for (std::size_t i = begin; i < end; i += RowScratch::kLanes) {
    const auto here =
        static_cast<__mmask16>(_bzhi_u32(0xFFFF, static_cast<unsigned>(std::min(end - i, RowScratch::kLanes))));
    const __m512i picked = _mm512_maskz_loadu_epi32(here, scratch.picked.data() + i);
    const __mmask16 charges = _mm512_test_epi32_mask(picked, _mm512_set1_epi32(kCharge));
    const __mmask16 incomes = _mm512_test_epi32_mask(picked, _mm512_set1_epi32(kIncome));
    const __m512i age = _mm512_loadu_si512(scratch.day_age.data() + i);
    const __m512i low = _mm512_loadu_si512(scratch.kept.amount.data() + i);
    const __m512i high = _mm512_loadu_si512(scratch.kept.amount.data() + i + 8);
    append(charges, age, scratch.charges.age.data() + charge);
    append(charges, low, high, scratch.charges.amount.data() + charge);
    append(charges, _mm512_loadu_si512(scratch.kept.merchant.data() + i), scratch.charges.merchant.data() + charge);
    append(incomes, age, scratch.incomes.age.data() + income);
    append(incomes, low, high, scratch.incomes.amount.data() + income);
    charge += static_cast<std::size_t>(__builtin_popcount(charges));
    income += static_cast<std::size_t>(__builtin_popcount(incomes));
  }
  customer.charges_end = charge;
  customer.incomes_end = income;
}

#endif

}  // namespace spendlens::signals
