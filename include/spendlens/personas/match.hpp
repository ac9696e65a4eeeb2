#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "spendlens/core/parallel.hpp"
#include "spendlens/personas/registry.hpp"

namespace spendlens::personas {

/// The registry's fields of n customers in one window.
struct WindowColumns {
  std::string name;
  std::vector<FieldColumn> columns;  ///< by index of the registry's fields
};

/// Whether a customer is judged at all. Of segments: kNotAssessed has no purchase in the period; what a condition can
/// know of it may still hold.
enum class Assessment : std::uint8_t { kAssessed, kNotAssessed, kTooNew };

[[nodiscard]] inline bool may_qualify(const Registry& registry, Assessment assessment) {
  return assessment == Assessment::kAssessed || registry.subject == Subject::kSegment;
}

/// Which conditions hold for each of n customers, and for which personas they qualify; memory of the caller's.
struct MatchColumns {
  std::span<std::uint64_t> qualifying;  ///< n masks: bit p is the persona of index p
  /// num_condition_words() columns of n words, one after the other: condition k of customer c is bit k % 64 of
  /// conditions[k / 64 * n + c].
  std::span<std::uint64_t> conditions;
};

/// Holds every customer against every condition of the registry, with the fields of window `window` unless the
/// condition names another one.
///
/// Integers (money, counts, flags, scores, indices of names) are compared with the threshold exactly, as real numbers;
/// a threshold with a fraction is no obstacle. Doubles are compared in double, with == and `in` meaning
/// |value - threshold| < kEqualWithin in double. A null fails every comparison.
///
/// Throws UsageError where validate() does for the windows given, where `window` is none of them, where lengths or
/// types do not fit and where n_workers is below 1. The result does not depend on the policy.
void match_personas(std::span<const WindowColumns> windows, const Registry& registry, const std::string& window,
                    const MatchColumns& to, const ParallelPolicy& policy = {});

/// The persona that each customer is assigned: of those that it qualifies for the one of the lowest priority number;
/// registry.unclassified() without any; registry.not_assessed() and too_new() where `assessments` says so, of personas
/// whatever it qualifies for. Throws UsageError where lengths differ and where n_workers is below 1. The result does
/// not depend on the policy.
void prioritize_personas(const Registry& registry, std::span<const std::uint64_t> qualifying,
                         std::span<const Assessment> assessments, std::span<std::uint8_t> assigned,
                         const ParallelPolicy& policy = {});

}  // namespace spendlens::personas
