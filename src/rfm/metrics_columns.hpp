#pragma once

#include <cstddef>

#include "spendlens/rfm/rfm.hpp"

namespace spendlens::rfm {

/// Sets the length of every column; num_workers threads take them in turn.
void resize(RfmMetrics& metrics, std::size_t num_customers, int num_workers);

}  // namespace spendlens::rfm
