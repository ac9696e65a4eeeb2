#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "signals/filtered_rows.hpp"
#include "spendlens/core/instruction_set.hpp"
#include "spendlens/signals/profile.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals {

/// What one customer's rows add up to.
struct CustomerRows {
  std::array<int128, kMaxWindows> spend{};    ///< per window; of purchases, 0 or more
  std::array<int128, kMaxWindows> savings{};  ///< per window; amounts of rows with the bit kSavings
  Timestamp first = kNoTimestamp;             ///< of rows not left out, up to the reference date
  std::uint32_t youngest_purchase = kNoAge;
  std::uint32_t youngest_inflow = kNoAge;
  std::size_t charges_begin = 0;  ///< in RowScratch::charges
  std::size_t charges_end = 0;
  std::size_t incomes_begin = 0;  ///< in RowScratch::incomes
  std::size_t incomes_end = 0;
};

/// Rows that were picked, as columns, in the order of the batch.
struct GatheredRows {
  std::vector<Day> age;  ///< days before the reference date
  std::vector<Minor> amount;
  std::vector<std::uint32_t> merchant;  ///< of charges only
};

/// Working memory of the loops over rows of a run of customers.
struct RowScratch {
  static constexpr std::size_t kRows = 1024;
  static constexpr std::size_t kLanes = 16;       ///< rows are summed in whole steps of so many
  static constexpr std::size_t kCustomers = 256;  ///< of a run, at most

  [[nodiscard]] static constexpr std::uint32_t whole_steps(std::uint32_t rows) {
    constexpr std::uint32_t kMask = kLanes - 1;
    return (rows + kMask) & ~kMask;
  }

  FilteredRows kept;

  // Of the rows that were kept.
  alignas(64) std::array<std::uint32_t, kRows + kLanes> spend_age{};  ///< of purchases
  alignas(64) std::array<std::uint32_t, kRows + kLanes> inflow_age{};
  alignas(64) std::array<std::uint32_t, kRows + kLanes> saving_age{};  ///< of rows with the bit kSavings
  alignas(64) std::array<std::uint32_t, kRows> sign{};                 ///< bits of the amount's sign and size
  alignas(64) std::array<std::uint32_t, kRows + kLanes> day_age{};     ///< age in days
  alignas(64) std::array<std::uint32_t, kRows + kLanes> picked{};      ///< bits kCharge, kIncome

  GatheredRows charges;  ///< rows that may belong to a subscription
  GatheredRows incomes;  ///< rows that are income in the widest window
  std::array<CustomerRows, kCustomers> customers{};
};

/// Sums the rows of customers [first, first + n) into scratch.customers[0..n). They have at most kRows rows together,
/// or there is one customer. False where a row is out of range.
/// Precondition: columns of scratch.charges and .incomes have room for kLanes entries more than these customers have
/// rows.
using RowKernel = bool (*)(const CustomerColumns& batch, const RowRules& rules, std::size_t first, std::size_t n,
                           RowScratch& scratch);
[[nodiscard]] const Variants<RowKernel>& row_kernels();

}  // namespace spendlens::signals
