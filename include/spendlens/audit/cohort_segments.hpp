#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "spendlens/cohorts/partial.hpp"
#include "spendlens/personas/cohort_segments.hpp"

namespace spendlens::audit {

/// Which of the calendar units that Lenses 3 to 5 are asked for is the finest: its place. Precondition: there is one.
[[nodiscard]] std::size_t finest_granularity(std::span<const Granularity> granularities);

/// One cohort and the segments of its customers in the period.
struct CohortSegmentRow {
  std::string cohort;                            ///< "2025-01", "2025" or "earlier"
  std::vector<personas::CohortSegmentSum> sums;  ///< by segment, then unclassified and no_purchase

  [[nodiscard]] personas::CohortSegmentSum all() const;
  friend bool operator==(const CohortSegmentRow&, const CohortSegmentRow&) = default;
};

/// Segments by cohort of one calendar unit: the cohorts with customers, `earlier` first.
struct CohortSegmentTable {
  Granularity granularity = Granularity::kMonth;
  std::vector<CohortSegmentRow> rows;
};

/// The table of the cohorts' own unit and, where that is a month or a quarter, the one that adds them up by year.
/// Precondition: `sums` has the rows of `cohorts`. Local.
[[nodiscard]] std::vector<CohortSegmentTable> cohort_segment_tables(const personas::CohortSegmentPartial& sums,
                                                                    const cohorts::CohortPartial& cohorts);

}  // namespace spendlens::audit
