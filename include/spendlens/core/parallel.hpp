#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace spendlens {

/// How the library's functions spread their work over threads. Whatever it says, results are identical.
struct ParallelPolicy {
  bool parallel = true;                           ///< false: always one thread
  std::uint64_t parallel_threshold = 10'000'000;  ///< in parallel from this many customers + 1 on
  /// Default: cores - 1, at least 1; 1 is sequential; below 1 is an error
  std::optional<int> n_workers;

  /// The threads to use for so many customers, at least 1. Throws UsageError where n_workers is below 1.
  [[nodiscard]] int workers_for(std::uint64_t num_customers) const;

  /// A fixed number of threads for any size, as the batch job uses it.
  [[nodiscard]] static ParallelPolicy always(int n_workers) { return {true, 0, n_workers}; }
};

/// The half-open range [begin, end) of `total` items that part `index` of `parts` handles; the parts cover all of them
/// in order and differ by at most one item.
struct ItemRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};
[[nodiscard]] constexpr ItemRange part_of(std::uint64_t total, std::uint64_t index, std::uint64_t parts) {
  const std::uint64_t base = total / parts;
  const std::uint64_t extra = total % parts;
  const std::uint64_t begin = base * index + (index < extra ? index : extra);
  return {begin, begin + base + (index < extra ? 1 : 0)};
}

}  // namespace spendlens
