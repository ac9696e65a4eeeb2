#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "spendlens/signals/profile.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals {

/// An age that no window holds: of rows left out, after the reference date, or of another kind.
inline constexpr std::uint32_t kNoAge = 0xFFFF'FFFF;

/// What the loops over rows have to know of the profile. Ages are seconds before the end of the reference date, from 0.
struct RowRules {
  Timestamp end = 0;                     ///< first second after the reference date
  std::uint32_t lookback = 0;            ///< rows of a lower age are in the subscriptions' lookback
  std::uint32_t income_span = 0;         ///< of the widest window
  std::uint32_t income_flag_span = 0;    ///< of kIncomeFlagDays
  std::array<std::uint32_t, kMaxWindows> windows{};
  std::size_t num_windows = 0;
  Minor min_income = 0;
  bool transfers_are_income = false;
  bool all_rows_are_charges = false;
};

/// What one customer's rows add up to.
struct CustomerRows {
  std::array<int128, kMaxWindows> spend{};     ///< per window; of purchases, 0 or more
  std::array<int128, kMaxWindows> savings{};   ///< per window; amounts of rows with the bit kSavings
  Timestamp first = kNoTimestamp;              ///< of rows not left out, up to the reference date
  std::uint32_t youngest_purchase = kNoAge;
  std::uint32_t youngest_inflow = kNoAge;
  std::size_t charges_begin = 0;               ///< in RowScratch::charges
  std::size_t charges_end = 0;
  std::size_t incomes_begin = 0;
  std::size_t incomes_end = 0;
};

/// Working memory of the loops over rows of a run of customers.
struct RowScratch {
  static constexpr std::size_t kRows = 1024;
  static constexpr std::size_t kLanes = 16;       ///< rows are summed in whole steps of so many
  static constexpr std::size_t kCustomers = 256;  ///< of a run, at most

  alignas(64) std::array<std::uint32_t, kRows + kLanes> time{};        ///< kNoTimestamp for rows that do not count
  alignas(64) std::array<std::uint32_t, kRows + kLanes> spend_age{};   ///< of purchases
  alignas(64) std::array<std::uint32_t, kRows + kLanes> inflow_age{};
  alignas(64) std::array<std::uint32_t, kRows + kLanes> saving_age{};  ///< of rows with the bit kSavings
  alignas(64) std::array<std::uint64_t, kRows + kLanes> amount{};
  alignas(64) std::array<std::uint32_t, kRows> classes{};              ///< row_class, widened
  alignas(64) std::array<std::uint32_t, kRows> sign{};                 ///< bits of the amount's sign and size
  alignas(64) std::array<std::uint32_t, kRows> picked{};               ///< bits kCharge, kIncome
  std::vector<std::uint64_t> charges;                ///< rows of the batch that may belong to a subscription, in order
  std::vector<std::uint64_t> incomes;                ///< rows of the batch that are income in the widest window, in order
  std::array<CustomerRows, kCustomers> customers{};
};

/// Sums the rows of customers [first, first + n) into scratch.customers[0..n). They have at most kRows rows together, or
/// there is one customer. False where a row is out of range.
/// Precondition: scratch.charges and .incomes have room for one entry more than these customers have rows.
using RowKernel = bool (*)(const CustomerColumns& batch, const RowRules& rules, std::size_t first, std::size_t n,
                           RowScratch& scratch);

/// The variants; those for wider vectors only where this machine has them.
struct RowKernels {
  const char* name = "";
  RowKernel rows = nullptr;
};
[[nodiscard]] std::span<const RowKernels> row_kernels_of_this_machine();  ///< the fastest first, "baseline" last

}  // namespace spendlens::signals
