#pragma once

#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals {

/// Throws UsageError where columns do not fit together.
void check_columns(const CustomerColumns& batch);

/// Throws UsageError where no timestamp can be of that day.
void check_reference(Day reference);

}  // namespace spendlens::signals
