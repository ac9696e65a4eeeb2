#pragma once

#include <string>

#include "command_line.hpp"

namespace spendlens::jobs {

/// Lines on standard error from now on, for people and for programs that read logs:
///   2026-03-01T02:10:44.123Z info rank=0 stage=stream goes on from the checkpoint in ...
/// with UTC times. Levels are error, warn, info and debug; --quiet leaves errors only.
void set_up_log(const CommonOptions& common, int rank);

/// What lines say of the work at hand from now on: the command, or a stage of its own. One word, or words joined by
/// '-'.
void set_log_stage(const std::string& stage);

}  // namespace spendlens::jobs
