#include "signals/row_kernel.hpp"

#include <algorithm>

#define SPENDLENS_INLINE [[gnu::always_inline]] inline

namespace spendlens::signals {

namespace {

constexpr std::uint32_t kCharge = 1;
constexpr std::uint32_t kIncome = 2;

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
  constexpr auto kLimit = static_cast<std::uint64_t>(kMaxOrderMinor);
  const std::uint32_t charge_bar = rules.all_rows_are_charges ? std::uint32_t{row_class::kLeftOut} : kNoCharge;
  const bool any_sign = rules.all_rows_are_charges;
  const std::uint32_t income_bar = rules.transfers_are_income ? 0U : std::uint32_t{row_class::kTransfer};
  std::uint32_t outside = 0;
#pragma omp simd reduction(| : outside)
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t classes = scratch.classes[i];
    const bool counts = (timestamp[i] < rules.end) & ((classes & row_class::kLeftOut) == 0);
    const std::uint32_t age = counts ? rules.end - 1 - timestamp[i] : kNoAge;
    const bool spends = (amount[i] <= 0) & ((classes & row_class::kNotSpending) == 0);
    const bool charges = ((amount[i] < 0) | any_sign) & ((classes & charge_bar) == 0) & (age < rules.lookback);
    const bool earns = (amount[i] > 0) & (((classes & row_class::kIncome) != 0) | (amount[i] >= rules.min_income)) &
                       ((classes & income_bar) == 0) & (age < rules.income_span);
    scratch.time[i] = counts ? timestamp[i] : kNoTimestamp;
    scratch.spend_age[i] = spends ? age : kNoAge;
    scratch.inflow_age[i] = amount[i] > 0 ? age : kNoAge;
    scratch.amount[i] = static_cast<std::uint64_t>(amount[i]);
    scratch.picked[i] = (charges ? kCharge : 0U) | (earns ? kIncome : 0U);
    outside |= static_cast<std::uint32_t>(static_cast<std::uint64_t>(amount[i]) + kLimit > 2 * kLimit);
    outside |= static_cast<std::uint32_t>(timestamp[i] >= static_cast<Timestamp>(kTimestampLimit));
  }
  return outside == 0;
}

/// Sum of |amount| of the scratch's rows [begin, end) that were spent at a lower age than `window`. Rows up to the next
/// whole step are read too and masked. Amounts are masked, not chosen by a condition: GCC 12.2 was seen to add undefined
/// lanes for `sum += condition ? value : 0` in a simd loop with AVX2 or AVX-512.
SPENDLENS_INLINE std::uint64_t sum_spend(const RowScratch& scratch, std::size_t begin, std::size_t end,
                                         std::uint32_t window) {
  const std::uint32_t* age = scratch.spend_age.data() + begin;
  const std::uint64_t* amount = scratch.amount.data() + begin;
  const auto rows = static_cast<std::uint32_t>(end - begin);
  const std::uint32_t whole_steps = (rows + (RowScratch::kLanes - 1)) & ~std::uint32_t{RowScratch::kLanes - 1};
  std::uint64_t spend = 0;
#pragma omp simd reduction(+ : spend)
  for (std::uint32_t i = 0; i < whole_steps; ++i) {
    const bool counts = (i < rows) & (age[i] < window);
    spend -= amount[i] & (std::uint64_t{0} - static_cast<std::uint64_t>(counts));
  }
  return spend;
}

/// Adds the scratch's rows [begin, end) to a customer.
SPENDLENS_INLINE void add_rows(const RowRules& rules, const RowScratch& scratch, std::size_t begin, std::size_t end,
                               CustomerRows& to) {
  for (std::size_t w = 0; w < rules.num_windows; ++w)
    to.spend[w] += static_cast<std::int64_t>(sum_spend(scratch, begin, end, rules.windows[w]));
  Timestamp first = to.first;
  std::uint32_t purchase = to.youngest_purchase;
  std::uint32_t inflow = to.youngest_inflow;
#pragma omp simd reduction(min : first, purchase, inflow)
  for (std::size_t i = begin; i < end; ++i) {
    first = scratch.time[i] < first ? scratch.time[i] : first;
    purchase = scratch.spend_age[i] < purchase ? scratch.spend_age[i] : purchase;
    inflow = scratch.inflow_age[i] < inflow ? scratch.inflow_age[i] : inflow;
  }
  to.first = first;
  to.youngest_purchase = purchase;
  to.youngest_inflow = inflow;
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

/// Rows summed before the 64-bit sum moves to 128 bits: it cannot overflow.
constexpr std::size_t kSavingsPiece = 65'536;

SPENDLENS_INLINE void sum_savings(const CustomerColumns& batch, const RowRules& rules, std::size_t customer,
                                  std::array<int128, kMaxWindows>& sums) {
  const auto& rows = batch.transactions;
  const std::size_t begin = rows.offset[customer] - rows.offset.front();
  const std::size_t end = rows.offset[customer + 1] - rows.offset.front();
  for (std::size_t w = 0; w < rules.num_windows; ++w) {
    sums[w] = 0;
    for (std::size_t piece = begin; piece < end && !rows.row_class.empty(); piece += kSavingsPiece) {
      const std::size_t piece_end = std::min(end, piece + kSavingsPiece);
      std::uint64_t sum = 0;
#pragma omp simd reduction(+ : sum)
      for (std::size_t i = piece; i < piece_end; ++i) {
        const std::uint32_t classes = rows.row_class[i];
        const bool counts = (rows.timestamp[i] < rules.end) & (rules.end - 1 - rows.timestamp[i] < rules.windows[w]) &
                            ((classes & row_class::kSavings) != 0) & ((classes & row_class::kLeftOut) == 0);
        sum += static_cast<std::uint64_t>(rows.amount[i]) & (std::uint64_t{0} - static_cast<std::uint64_t>(counts));
      }
      sums[w] += static_cast<std::int64_t>(sum);
    }
  }
}

bool baseline_rows(const CustomerColumns& batch, const RowRules& rules, std::size_t first, std::size_t n, RowScratch& scratch) {
  return sum_rows(batch, rules, first, n, scratch);
}
void baseline_savings(const CustomerColumns& batch, const RowRules& rules, std::size_t customer, std::array<int128, kMaxWindows>& sums) {
  sum_savings(batch, rules, customer, sums);
}

#if defined(__x86_64__)
#define SPENDLENS_AVX2 [[gnu::target("avx2,bmi,bmi2,popcnt")]]
#define SPENDLENS_AVX512 [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi,bmi2,popcnt")]]
SPENDLENS_AVX2 bool avx2_rows(const CustomerColumns& batch, const RowRules& rules, std::size_t first, std::size_t n, RowScratch& scratch) {
  return sum_rows(batch, rules, first, n, scratch);
}
SPENDLENS_AVX2 void avx2_savings(const CustomerColumns& batch, const RowRules& rules, std::size_t customer, std::array<int128, kMaxWindows>& sums) {
  sum_savings(batch, rules, customer, sums);
}
SPENDLENS_AVX512 bool avx512_rows(const CustomerColumns& batch, const RowRules& rules, std::size_t first, std::size_t n, RowScratch& scratch) {
  return sum_rows(batch, rules, first, n, scratch);
}
SPENDLENS_AVX512 void avx512_savings(const CustomerColumns& batch, const RowRules& rules, std::size_t customer, std::array<int128, kMaxWindows>& sums) {
  sum_savings(batch, rules, customer, sums);
}
#endif

std::vector<RowKernels> find_kernels() {
  std::vector<RowKernels> kernels;
#if defined(__x86_64__)
  const bool bits = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  if (bits && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    kernels.push_back({"avx512", avx512_rows, avx512_savings});
  if (bits && __builtin_cpu_supports("avx2")) kernels.push_back({"avx2", avx2_rows, avx2_savings});
#endif
  kernels.push_back({"baseline", baseline_rows, baseline_savings});
  return kernels;
}

}  // namespace

std::span<const RowKernels> row_kernels_of_this_machine() {
  static const std::vector<RowKernels> kernels = find_kernels();
  return kernels;
}

}  // namespace spendlens::signals
