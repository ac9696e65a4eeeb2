#pragma once

#include <cstddef>

#include "spendlens/ingest/format.hpp"

namespace spendlens::ingest {

// The files of jobs/formats, as they are; written at build time (cmake/SpendlensEmbed.cmake).
extern const ShippedFormat kShippedFormats[];
extern const std::size_t kNumShippedFormats;

}  // namespace spendlens::ingest
