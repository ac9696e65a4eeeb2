#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "spendlens/personas/segments.hpp"

namespace spendlens::personas {

/// The cohort of a customer who never bought.
inline constexpr std::uint8_t kOfNoCohort = std::numeric_limits<std::uint8_t>::max();

/// Customers of one cohort in one segment of a period, and what they spent there in minor units.
struct CohortSegmentSum {
  std::uint64_t customers = 0;
  Minor revenue = 0;

  CohortSegmentSum& operator+=(const CohortSegmentSum& other);
  friend bool operator==(const CohortSegmentSum&, const CohortSegmentSum&) = default;
};

/// What one part of the customers adds to segments by cohort. Sums only, so the numbers of parts add up in any order.
/// It grows with cohorts and segments, not with customers.
class CohortSegmentPartial {
 public:
  /// Throws UsageError where there are more than 255 cohorts or kMaxPersonas segments.
  CohortSegmentPartial(std::size_t num_cohorts, std::size_t num_segments);

  /// Adds customers: the cohort of each and its segment. Who is of no cohort is left out. Throws UsageError where
  /// lengths differ or there is no such cohort or segment.
  void add(std::span<const std::uint8_t> cohort, const SegmentColumns& columns);

  [[nodiscard]] std::size_t num_cohorts() const { return sums_.size() / num_assigned_; }
  /// Segments, then unclassified and no_purchase.
  [[nodiscard]] std::size_t num_assigned() const { return num_assigned_; }
  /// Of one cohort, by segment. Precondition: cohort < num_cohorts().
  [[nodiscard]] std::span<const CohortSegmentSum> of_cohort(std::size_t cohort) const {
    return std::span(sums_).subspan(cohort * num_assigned_, num_assigned_);
  }

  /// All of it as one list of numbers, for a sum over the ranks, and back. Throws InternalError where there are more or
  /// fewer.
  [[nodiscard]] std::vector<int128> numbers() const;
  void set_numbers(std::span<const int128> numbers);

 private:
  std::size_t num_assigned_;
  std::vector<CohortSegmentSum> sums_;  ///< by cohort, then segment
};

}  // namespace spendlens::personas
