#pragma once

#include "audit/checkpoint/record_spill.hpp"
#include "spendlens/signals/stream.hpp"

namespace spendlens::audit {

/// Streams of this rank until their number is known. `customer` is the row of the customer in the result.
using StreamSpill = RecordSpill<signals::Stream>;

}  // namespace spendlens::audit
