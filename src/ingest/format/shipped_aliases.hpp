#pragma once

namespace spendlens::ingest {

// jobs/aliases.csv, as it is; written at build time (cmake/SpendlensEmbed.cmake).
extern const char* const kShippedAliases;

}  // namespace spendlens::ingest
