#pragma once

#include <string>

#include "spendlens/core/calendar.hpp"

namespace spendlens::python {

/// By name: month, quarter or year. Throws UsageError for another.
[[nodiscard]] Granularity granularity_of(const std::string& name);

}  // namespace spendlens::python
