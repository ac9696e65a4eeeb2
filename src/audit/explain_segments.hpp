#pragma once

#include <cstdint>

#include "spendlens/audit/explain.hpp"

namespace spendlens::audit {

/// Adds the customer's named segment of each period, with what its criteria read. The explanation has the customer's
/// RFM, cohorts and value already; `group` is that of Lens 2. Local.
void add_segments(std::uint8_t group, Explanation& to);

}  // namespace spendlens::audit
