#pragma once

#include <cstddef>

#include "spendlens/rfm/rfm.hpp"

namespace spendlens::rfm {

/// Sets the length of every column.
void resize(RfmMetrics& metrics, std::size_t num_customers);

}  // namespace spendlens::rfm
