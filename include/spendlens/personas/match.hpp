#pragma once

#include <cstdint>
#include <span>

#include "spendlens/core/parallel.hpp"
#include "spendlens/personas/registry.hpp"

namespace spendlens::personas {

/// The signals of n customers in the window of so many days.
struct WindowSignals {
  Day days = 0;
  const signals::SignalTable* table = nullptr;
};

/// Which conditions hold for each of n customers, and for which personas they qualify; memory of the caller's.
struct MatchColumns {
  std::span<std::uint64_t> qualifying;  ///< n masks: bit p is the persona of index p
  /// num_condition_words() columns of n words, one after the other: condition k of customer c is bit k % 64 of
  /// conditions[k / 64 * n + c].
  std::span<std::uint64_t> conditions;
};

/// Holds every customer against every condition of the registry, with signals of the window of `window` days unless the
/// condition names another one. `assessed` has a flag for each customer; masks of the others are 0.
///
/// Integers (money, counts, flags) are compared with the threshold exactly, as real numbers; a threshold with a
/// fraction is no obstacle. Doubles are compared in double, with == meaning |signal - threshold| < kEqualWithin in
/// double. A null signal (NaN, or the largest value of its type) fails every comparison.
///
/// Throws UsageError where validate() does for the windows given, where `window` is none of them, where lengths differ
/// and where n_workers is below 1. The result does not depend on the policy.
void match_personas(std::span<const WindowSignals> windows, const Registry& registry, Day window,
                    std::span<const std::uint8_t> assessed, const MatchColumns& to, const ParallelPolicy& policy = {});

/// The persona that each customer is assigned: of those that it qualifies for the one of the lowest priority number;
/// registry.unclassified() without any, registry.not_assessed() where it was not assessed.
/// Throws UsageError where lengths differ and where n_workers is below 1. The result does not depend on the policy.
void prioritize_personas(const Registry& registry, std::span<const std::uint64_t> qualifying,
                         std::span<const std::uint8_t> assessed, std::span<std::uint8_t> assigned,
                         const ParallelPolicy& policy = {});

}  // namespace spendlens::personas
