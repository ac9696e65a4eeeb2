#pragma once

#include "spendlens/cohorts/analysis.hpp"

namespace spendlens::cohorts {

/// A partial on its way to an analysis. Units of the partial before `first_unit` are without purchases and left out.
struct Finishing {
  const CohortPartial& partial;
  std::size_t first_unit;
  CohortAnalysis& analysis;
  std::vector<std::size_t> rows;  ///< the partial's row of each cohort
};

// In the order in which they are to be called.
void finish_cells(Finishing& finishing);
void finish_weeks(const Finishing& finishing);
void finish_side_by_side(CohortAnalysis& analysis);
void finish_base(const Finishing& finishing);

}  // namespace spendlens::cohorts
