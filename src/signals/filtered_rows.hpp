#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "spendlens/signals/profile.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals {

/// An age that no window holds: of rows left out, after the reference date, or of another kind.
inline constexpr std::uint32_t kNoAge = 0xFFFF'FFFF;

/// What the loops over rows have to know of the profile. Ages are seconds before the end of the reference date, from 0.
struct RowRules {
  Timestamp end = 0;                   ///< first second after the reference date
  std::uint32_t lookback = 0;          ///< rows of a lower age are in the subscriptions' lookback
  std::uint32_t income_span = 0;       ///< of the widest window
  std::uint32_t income_flag_span = 0;  ///< of kIncomeFlagDays
  std::uint32_t widest = 0;            ///< of all of these: older rows only say when the history began
  std::array<std::uint32_t, kMaxWindows> windows{};
  std::size_t num_windows = 0;
  Minor min_income = 0;
  bool transfers_are_income = false;
  bool all_rows_are_charges = false;
};

/// Rows that some window, lookback or span holds, of a run of customers, one after the other. Most rows of a long
/// history are older than that: what follows touches a fraction of them.
struct FilteredRows {
  static constexpr std::size_t kRows = 1024;
  static constexpr std::size_t kCustomers = 256;
  static constexpr std::size_t kLanes = 16;  ///< columns are written, and may be read, so far beyond their end

  alignas(64) std::array<std::uint32_t, kRows + kLanes> age{};      ///< seconds
  alignas(64) std::array<std::uint32_t, kRows + kLanes> classes{};  ///< row_class, widened
  alignas(64) std::array<std::uint32_t, kRows + kLanes> merchant{};
  alignas(64) std::array<std::uint64_t, kRows + kLanes> amount{};  ///< Minor, as unsigned
  std::array<std::uint32_t, kCustomers + 1> before{};              ///< rows kept of the customers before each
  std::array<Timestamp, kCustomers> first{};  ///< of each customer's rows not left out, up to the reference date
};

/// Keeps the rows of customers, which have at most FilteredRows::kRows rows together; rows of customer c are
/// [offset[c], offset[c + 1]) of the batch's columns, which begin with row `origin`. False where a row's amount or
/// timestamp is out of range.
using KeepRows = bool (*)(const CustomerColumns& batch, const RowRules& rules, std::span<const std::uint64_t> offset,
                          std::uint64_t origin, FilteredRows& to);

[[nodiscard]] bool filter_rows(const CustomerColumns& batch, const RowRules& rules,
                               std::span<const std::uint64_t> offset, std::uint64_t origin, FilteredRows& to);
#if defined(__x86_64__)
/// The same, for InstructionSet::kAvx512.
[[nodiscard]] bool filter_rows_avx512(const CustomerColumns& batch, const RowRules& rules,
                                      std::span<const std::uint64_t> offset, std::uint64_t origin, FilteredRows& to);
#endif

}  // namespace spendlens::signals
