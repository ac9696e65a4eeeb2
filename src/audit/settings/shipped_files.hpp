#pragma once

namespace spendlens::audit {

// The files of jobs/ that are part of the program, as they are; written at build time (cmake/SpendlensEmbed.cmake).
extern const char* const kShippedRegistry;
extern const char* const kShippedSpendsenseRegistry;
extern const char* const kShippedSegments;
extern const char* const kShippedDefaultProfile;
extern const char* const kShippedSpendsenseProfile;

}  // namespace spendlens::audit
