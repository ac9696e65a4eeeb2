#pragma once

namespace spendlens::jobs {

/// The commit that this program was built from, 12 digits, with "+changes" where its sources were changed after it;
/// "unknown" where the sources were not a checkout. Written by cmake/SpendlensCommit.cmake.
extern const char* const kCommit;

}  // namespace spendlens::jobs
