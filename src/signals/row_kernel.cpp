#include "signals/row_kernel.hpp"

#include <algorithm>

#define SPENDLENS_INLINE [[gnu::always_inline]] inline

namespace spendlens::signals {

namespace {

constexpr std::uint32_t kCharge = 1;
constexpr std::uint32_t kIncome = 2;

/// Signs of an amount.
constexpr std::uint32_t kOut = 1;    ///< below 0
constexpr std::uint32_t kIn = 2;     ///< above 0
constexpr std::uint32_t kLarge = 4;  ///< at least the profile's min_amount of income

/// Row classes that keep a row from being a charge.
constexpr std::uint32_t kNoCharge = row_class::kNotSpending | row_class::kNotSubscription | row_class::kLeftOut;

/// Rows [row, row + rows) of the batch into the scratch. Says whether all of them are within bounds.
SPENDLENS_INLINE bool classify(const CustomerColumns& batch, const RowRules& rules, std::size_t row, std::size_t rows,
                               RowScratch& scratch) {
  const Timestamp* timestamp = batch.transactions.timestamp.data() + row;
  const Minor* amount = batch.transactions.amount.data() + row;
  if (!batch.transactions.row_class.empty()) {
    const std::uint8_t* classes = batch.transactions.row_class.data() + row;
#pragma omp simd
    for (std::size_t i = 0; i < rows; ++i) scratch.classes[i] = classes[i];
  } else {
    std::fill_n(scratch.classes.data(), rows, 0U);
  }
  std::uint32_t outside = 0;
  // Two loops, each over values of one width, and limits in locals: otherwise GCC makes no vectors of them.
  constexpr auto kLimit = static_cast<std::uint64_t>(kMaxOrderMinor);
  const Minor min_income = rules.min_income;
  std::uint64_t beyond = 0;
#pragma omp simd reduction(| : beyond)
  for (std::size_t i = 0; i < rows; ++i) {
    const Minor value = amount[i];
    const auto bits = static_cast<std::uint64_t>(value);
    beyond |= static_cast<std::uint64_t>(bits + kLimit > 2 * kLimit);
    scratch.amount[i] = bits;
    scratch.sign[i] = static_cast<std::uint32_t>((value < 0 ? kOut : 0) | (value > 0 ? kIn : 0) | (value >= min_income ? kLarge : 0));
  }
  const Timestamp end = rules.end;
  const std::uint32_t lookback = rules.lookback;
  const std::uint32_t income_span = rules.income_span;
  const std::uint32_t charge_bar = rules.all_rows_are_charges ? std::uint32_t{row_class::kLeftOut} : kNoCharge;
  const std::uint32_t charge_signs = rules.all_rows_are_charges ? 0U : kOut;  // signs that a charge must have
  const std::uint32_t income_bar = rules.transfers_are_income ? 0U : std::uint32_t{row_class::kTransfer};
#pragma omp simd reduction(| : outside)
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t classes = scratch.classes[i];
    const std::uint32_t sign = scratch.sign[i];
    const Timestamp time = timestamp[i];
    const std::uint32_t left_out = (classes & row_class::kLeftOut) | static_cast<std::uint32_t>(time >= end);
    const std::uint32_t age = left_out == 0 ? end - 1 - time : kNoAge;
    const std::uint32_t no_spend = (classes & row_class::kNotSpending) | (sign & kIn);
    const std::uint32_t no_charge = (classes & charge_bar) | (~sign & charge_signs) | static_cast<std::uint32_t>(age >= lookback);
    const std::uint32_t is_named = (classes & row_class::kIncome) | (sign & kLarge);
    const std::uint32_t no_income = (classes & income_bar) | (~sign & kIn) | static_cast<std::uint32_t>(age >= income_span);
    scratch.time[i] = left_out == 0 ? time : kNoTimestamp;
    scratch.spend_age[i] = no_spend == 0 ? age : kNoAge;
    scratch.inflow_age[i] = (sign & kIn) != 0 ? age : kNoAge;
    scratch.saving_age[i] = (classes & row_class::kSavings) != 0 ? age : kNoAge;
    const std::uint32_t charge = no_charge == 0 ? kCharge : 0U;
    const std::uint32_t income = is_named != 0 ? kIncome : 0U;
    scratch.picked[i] = charge | (no_income == 0 ? income : 0U);
    outside |= static_cast<std::uint32_t>(time >= static_cast<Timestamp>(kTimestampLimit));
  }
  return outside == 0 && beyond == 0;
}

/// Sum of the amounts of the scratch's rows [begin, end) whose age is below `window`. Rows up to the next whole step are
/// read too and masked. Amounts are masked, not chosen by a condition: GCC 12.2 was seen to add undefined lanes for
/// `sum += condition ? value : 0` in a simd loop with AVX2 or AVX-512.
SPENDLENS_INLINE std::int64_t sum_younger(const RowScratch& scratch, const std::uint32_t* ages, std::size_t begin,
                                          std::size_t end, std::uint32_t window) {
  const std::uint32_t* age = ages + begin;
  const std::uint64_t* amount = scratch.amount.data() + begin;
  const auto rows = static_cast<std::uint32_t>(end - begin);
  const std::uint32_t whole_steps = (rows + (RowScratch::kLanes - 1)) & ~std::uint32_t{RowScratch::kLanes - 1};
  std::uint64_t sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::uint32_t i = 0; i < whole_steps; ++i) {
    const bool counts = (i < rows) & (age[i] < window);
    sum += amount[i] & (std::uint64_t{0} - static_cast<std::uint64_t>(counts));
  }
  return static_cast<std::int64_t>(sum);
}

/// Adds the scratch's rows [begin, end) to a customer.
SPENDLENS_INLINE void add_rows(const RowRules& rules, const RowScratch& scratch, std::size_t begin, std::size_t end,
                               CustomerRows& to) {
  Timestamp first = kNoTimestamp;
  std::uint32_t purchase = kNoAge;
  std::uint32_t inflow = kNoAge;
  std::uint32_t saving = kNoAge;
#pragma omp simd reduction(min : first, purchase, inflow, saving)
  for (std::size_t i = begin; i < end; ++i) {
    first = scratch.time[i] < first ? scratch.time[i] : first;
    purchase = scratch.spend_age[i] < purchase ? scratch.spend_age[i] : purchase;
    inflow = scratch.inflow_age[i] < inflow ? scratch.inflow_age[i] : inflow;
    saving = scratch.saving_age[i] < saving ? scratch.saving_age[i] : saving;
  }
  to.first = std::min(to.first, first);
  to.youngest_purchase = std::min(to.youngest_purchase, purchase);
  to.youngest_inflow = std::min(to.youngest_inflow, inflow);
  for (std::size_t w = 0; w < rules.num_windows; ++w) {
    if (purchase < rules.windows[w]) to.spend[w] -= sum_younger(scratch, scratch.spend_age.data(), begin, end, rules.windows[w]);
    if (saving < rules.windows[w]) to.savings[w] += sum_younger(scratch, scratch.saving_age.data(), begin, end, rules.windows[w]);
  }
}

/// Notes which of the scratch's rows [begin, end), which are rows of the batch from `row` on, were picked. Every row is
/// written, and the next one over it unless it was picked: no branch to guess.
SPENDLENS_INLINE void pick_rows(RowScratch& scratch, const std::uint32_t* merchant, std::size_t begin, std::size_t end,
                                std::size_t row, CustomerRows& to) {
  std::uint64_t* charges = scratch.charges.data();
  std::uint64_t* incomes = scratch.incomes.data();
  std::size_t charge = to.charges_end;
  std::size_t income = to.incomes_end;
  for (std::size_t i = begin; i < end; ++i, ++row) {
    const bool has_merchant = merchant != nullptr && merchant[row] != kNoMerchant;
    charges[charge] = row;
    charge += static_cast<std::size_t>(has_merchant) & scratch.picked[i];
    incomes[income] = row;
    income += scratch.picked[i] / kIncome;
  }
  to.charges_end = charge;
  to.incomes_end = income;
}

SPENDLENS_INLINE bool sum_rows(const CustomerColumns& batch, const RowRules& rules, std::size_t first, std::size_t n,
                               RowScratch& scratch) {
  const auto offset = batch.transactions.offset;
  const auto row_of = [offset](std::size_t customer) { return offset[customer] - offset.front(); };
  const std::uint32_t* merchant = batch.merchant.empty() ? nullptr : batch.merchant.data();
  const std::size_t run_begin = row_of(first);
  const std::size_t run_end = row_of(first + n);
  std::size_t charges = 0;
  std::size_t incomes = 0;
  const auto start = [&](CustomerRows& to) {
    to = {};
    to.charges_begin = to.charges_end = charges;
    to.incomes_begin = to.incomes_end = incomes;
  };
  if (n == 1) {
    start(scratch.customers[0]);
    for (std::size_t row = run_begin, rows = 0; row < run_end; row += rows) {
      rows = std::min(RowScratch::kRows, run_end - row);
      if (!classify(batch, rules, row, rows, scratch)) return false;
      add_rows(rules, scratch, 0, rows, scratch.customers[0]);
      pick_rows(scratch, merchant, 0, rows, row, scratch.customers[0]);
    }
    return true;
  }
  if (!classify(batch, rules, run_begin, run_end - run_begin, scratch)) return false;
  for (std::size_t c = 0; c < n; ++c) {
    CustomerRows& to = scratch.customers[c];
    start(to);
    const std::size_t begin = row_of(first + c) - run_begin;
    const std::size_t end = row_of(first + c + 1) - run_begin;
    add_rows(rules, scratch, begin, end, to);
    pick_rows(scratch, merchant, begin, end, run_begin + begin, to);
    charges = to.charges_end;
    incomes = to.incomes_end;
  }
  return true;
}

bool baseline_rows(const CustomerColumns& batch, const RowRules& rules, std::size_t first, std::size_t n, RowScratch& scratch) {
  return sum_rows(batch, rules, first, n, scratch);
}

#if defined(__x86_64__)
#define SPENDLENS_AVX2 [[gnu::target("avx2,bmi,bmi2,popcnt")]]
#define SPENDLENS_AVX512 [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi,bmi2,popcnt")]]
SPENDLENS_AVX2 bool avx2_rows(const CustomerColumns& batch, const RowRules& rules, std::size_t first, std::size_t n, RowScratch& scratch) {
  return sum_rows(batch, rules, first, n, scratch);
}
SPENDLENS_AVX512 bool avx512_rows(const CustomerColumns& batch, const RowRules& rules, std::size_t first, std::size_t n, RowScratch& scratch) {
  return sum_rows(batch, rules, first, n, scratch);
}
#endif

std::vector<RowKernels> find_kernels() {
  std::vector<RowKernels> kernels;
#if defined(__x86_64__)
  const bool bits = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  if (bits && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    kernels.push_back({"avx512", avx512_rows});
  if (bits && __builtin_cpu_supports("avx2")) kernels.push_back({"avx2", avx2_rows});
#endif
  kernels.push_back({"baseline", baseline_rows});
  return kernels;
}

}  // namespace

std::span<const RowKernels> row_kernels_of_this_machine() {
  static const std::vector<RowKernels> kernels = find_kernels();
  return kernels;
}

}  // namespace spendlens::signals
