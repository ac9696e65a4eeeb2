#include "signals/row_kernel.hpp"

#include <algorithm>

#include "signals/gathered_rows.hpp"
#include "signals/row_sums.hpp"
#include "spendlens/core/kernel_macros.hpp"

namespace spendlens::signals {

namespace {

/// Signs of an amount.
constexpr std::uint32_t kOut = 1;    ///< below 0
constexpr std::uint32_t kIn = 2;     ///< above 0
constexpr std::uint32_t kLarge = 4;  ///< at least the profile's min_amount of income

/// Row classes that keep a row from being a charge.
constexpr std::uint32_t kNoCharge = row_class::kNotSpending | row_class::kNotSubscription | row_class::kLeftOut;

/// What the rows that were kept count for.
SPENDLENS_INLINE void classify(const RowRules& rules, std::size_t num_kept, RowScratch& scratch) {
  const Minor min_income = rules.min_income;
  // Two loops, each over values of one width, and limits in locals: otherwise GCC makes no vectors of them.
#pragma omp simd
  for (std::size_t i = 0; i < num_kept; ++i) {
    const auto value = static_cast<Minor>(scratch.kept.amount[i]);
    scratch.sign[i] =
        static_cast<std::uint32_t>((value < 0 ? kOut : 0) | (value > 0 ? kIn : 0) | (value >= min_income ? kLarge : 0));
  }
  const std::uint32_t lookback = rules.lookback;
  const std::uint32_t income_span = rules.income_span;
  const std::uint32_t charge_bar = rules.all_rows_are_charges ? std::uint32_t{row_class::kLeftOut} : kNoCharge;
  const std::uint32_t charge_signs = rules.all_rows_are_charges ? 0U : kOut;  // signs that a charge must have
  const std::uint32_t income_bar = rules.transfers_are_income ? 0U : std::uint32_t{row_class::kTransfer};
#pragma omp simd
  for (std::size_t i = 0; i < num_kept; ++i) {
    const std::uint32_t classes = scratch.kept.classes[i];
    const std::uint32_t sign = scratch.sign[i];
    const std::uint32_t age = scratch.kept.age[i];
    const std::uint32_t no_spend = (classes & row_class::kNotSpending) | (sign & kIn);
    const std::uint32_t no_charge = (classes & charge_bar) | (~sign & charge_signs) |
                                    static_cast<std::uint32_t>(age >= lookback) |
                                    static_cast<std::uint32_t>(scratch.kept.merchant[i] == kNoMerchant);
    const std::uint32_t is_named = (classes & row_class::kIncome) | (sign & kLarge);
    const std::uint32_t no_income =
        (classes & income_bar) | (~sign & kIn) | static_cast<std::uint32_t>(age >= income_span);
    scratch.day_age[i] = age / static_cast<std::uint32_t>(kSecondsPerDay);
    scratch.spend_age[i] = no_spend == 0 ? age : kNoAge;
    scratch.inflow_age[i] = (sign & kIn) != 0 ? age : kNoAge;
    scratch.saving_age[i] = (classes & row_class::kSavings) != 0 ? age : kNoAge;
    const std::uint32_t charge = no_charge == 0 ? kCharge : 0U;
    const std::uint32_t income = is_named != 0 ? kIncome : 0U;
    scratch.picked[i] = charge | (no_income == 0 ? income : 0U);
  }
}

/// The steps of the pass, in the variant for a machine.
struct Steps {
  KeepRows keep = nullptr;
  AddRows add = nullptr;
  PickRows pick = nullptr;
};

SPENDLENS_INLINE void start(CustomerRows& to, std::size_t charges, std::size_t incomes) {
  to = {};
  to.charges_begin = to.charges_end = charges;
  to.incomes_begin = to.incomes_end = incomes;
}

/// One customer, whatever number of rows it has.
SPENDLENS_INLINE bool sum_large(const CustomerColumns& batch, const RowRules& rules, const Steps& steps,
                                std::size_t customer, RowScratch& scratch) {
  const auto offset = batch.transactions.offset;
  CustomerRows& to = scratch.customers[0];
  start(to, 0, 0);
  for (std::uint64_t row = offset[customer], rows = 0; row < offset[customer + 1]; row += rows) {
    rows = std::min<std::uint64_t>(RowScratch::kRows, offset[customer + 1] - row);
    if (!steps.keep(batch, rules, std::array{row, row + rows}, offset.front(), scratch.kept)) return false;
    const std::uint32_t num_kept = scratch.kept.before[1];
    to.first = std::min(to.first, scratch.kept.first[0]);
    classify(rules, num_kept, scratch);
    steps.add(rules, scratch, 0, num_kept, to);
    steps.pick(scratch, 0, num_kept, to);
  }
  return true;
}

SPENDLENS_INLINE bool sum_rows(const CustomerColumns& batch, const RowRules& rules, const Steps& steps,
                               std::size_t first, std::size_t n, RowScratch& scratch) {
  if (n == 1) return sum_large(batch, rules, steps, first, scratch);
  const auto offset = batch.transactions.offset;
  const FilteredRows& kept = scratch.kept;
  if (!steps.keep(batch, rules, offset.subspan(first, n + 1), offset.front(), scratch.kept)) return false;
  classify(rules, kept.before[n], scratch);
  std::size_t charges = 0;
  std::size_t incomes = 0;
  for (std::size_t c = 0; c < n; ++c) {
    CustomerRows& to = scratch.customers[c];
    start(to, charges, incomes);
    to.first = kept.first[c];
    steps.add(rules, scratch, kept.before[c], kept.before[c + 1], to);
    steps.pick(scratch, kept.before[c], kept.before[c + 1], to);
    charges = to.charges_end;
    incomes = to.incomes_end;
  }
  return true;
}

bool base_rows(const CustomerColumns& batch, const RowRules& rules, std::size_t first, std::size_t n,
               RowScratch& scratch) {
  return sum_rows(batch, rules, {filter_rows, add_rows, gather_rows}, first, n, scratch);
}

#if defined(__x86_64__)
SPENDLENS_AVX2 bool avx2_rows(const CustomerColumns& batch, const RowRules& rules, std::size_t first, std::size_t n,
                              RowScratch& scratch) {
  return sum_rows(batch, rules, {filter_rows, add_rows_avx2, gather_rows}, first, n, scratch);
}

SPENDLENS_AVX512 bool avx512_rows(const CustomerColumns& batch, const RowRules& rules, std::size_t first, std::size_t n,
                                  RowScratch& scratch) {
  return sum_rows(batch, rules, {filter_rows_avx512, add_rows_avx512, gather_rows_avx512}, first, n, scratch);
}
#endif

}  // namespace

const Variants<RowKernel>& row_kernels() {
  static const Variants<RowKernel> kernels = {
#if defined(__x86_64__)
    {InstructionSet::kAvx512, avx512_rows},
    {InstructionSet::kAvx2, avx2_rows},
#endif
    {InstructionSet::kBase, base_rows}
  };
  return kernels;
}

}  // namespace spendlens::signals
