#pragma once

#include <span>

#include "audit/stage/run.hpp"

namespace spendlens::audit {

/// What every date has finished, and the ranks' shares of all with regard to that. What only some have is done again. Collective.
void find_checkpoints(std::span<Run> runs);

/// Says what is gone on from, once the number of customers is known.
void tell_resumed(Run& run);

}  // namespace spendlens::audit
