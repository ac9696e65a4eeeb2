#pragma once

namespace spendlens::jobs {

/// jobs/selftest.txt: what `selftest --digests` prints, on every machine.
extern const char* const kSelftestDigests;

}  // namespace spendlens::jobs
