#pragma once

#include <cstdint>
#include <span>

namespace spendlens::signals {

/// Twice the median of gaps in days: a whole number. May reorder them. Precondition: not empty, each 0 or more.
[[nodiscard]] std::int64_t twice_median(std::span<std::int32_t> gaps);

/// The variants; those for wider vectors only where this machine has them.
struct NamedMedian {
  const char* name = "";
  std::int64_t (*twice_median)(std::span<std::int32_t> gaps) = nullptr;
};
[[nodiscard]] std::span<const NamedMedian> medians_of_this_machine();  ///< the fastest first, "baseline" last

}  // namespace spendlens::signals
