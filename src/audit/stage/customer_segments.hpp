#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "audit/stage/run.hpp"
#include "audit/stage/segment_assignment.hpp"
#include "spendlens/core/parallel.hpp"

namespace spendlens::audit {

/// The segments of this rank's customers, some after the others: into the file, and added to the run's figures.
class CustomerSegments {
 public:
  explicit CustomerSegments(Run& run);

  /// `rfm_scores` of these customers by index_of(PeriodRole), where they are at hand, 0 without a purchase; or empty.
  void assign(ItemRange customers, const std::array<std::span<const std::uint16_t>, 2>& rfm_scores = {});

 private:
  Run& run_;
  SegmentAssignment segments_;
};

/// Whether there are segments, and rfm_scores alone say which one a customer is in.
[[nodiscard]] bool segments_by_scores(const Run& run);

}  // namespace spendlens::audit
