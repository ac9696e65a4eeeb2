#pragma once

#include "audit/stage/run.hpp"

namespace spendlens::audit {

/// The cuts of scores among some customers of all ranks, as options and profile say. Collective.
void find_cuts(Run& run, const PeriodState& state, ScoreSummary& summary);

/// Lens 1 of customers of all ranks, whose sums `partial` holds, and the deciles of their spend. Collective.
void find_lens1(Run& run, const PeriodState& state, const lenses::SinglePeriodPartial& partial,
                lenses::SinglePeriodAnalysis& lens1, lenses::DecileCuts& deciles);

}  // namespace spendlens::audit
