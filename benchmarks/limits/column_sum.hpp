#pragma once

#include <cstdint>
#include <span>

namespace spendlens::benchmarks {

struct ColumnSums {
  std::uint64_t timestamps = 0;
  std::int64_t amounts = 0;  ///< modulo 2^64
};

/// Both columns added up by one thread with the widest vectors that this machine has: the least that a pass over them
/// can cost. Precondition: equal lengths.
[[nodiscard]] ColumnSums sum_columns(std::span<const std::uint32_t> timestamp, std::span<const std::int64_t> amount);

/// The same by `num_threads` threads, each with a contiguous part.
[[nodiscard]] ColumnSums sum_columns(std::span<const std::uint32_t> timestamp, std::span<const std::int64_t> amount,
                                     int num_threads);

inline constexpr std::uint64_t kBytesPerSummedRow = sizeof(std::uint32_t) + sizeof(std::int64_t);

}  // namespace spendlens::benchmarks
