#pragma once

namespace spendlens::ingest {

// jobs/synonyms.yaml, as it is; written at build time (cmake/SpendlensEmbed.cmake).
extern const char* const kShippedSynonyms;

}  // namespace spendlens::ingest
