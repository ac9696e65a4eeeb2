#pragma once

#include <cstdint>

namespace spendlens::ingest {

/// Which way money went, where a column says it in words.
enum class Direction : std::uint8_t { kDebit, kCredit };

}  // namespace spendlens::ingest
