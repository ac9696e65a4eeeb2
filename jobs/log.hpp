#pragma once

#include <string>
#include <string_view>

#include "command_line.hpp"

namespace spendlens::jobs {

/// Lines on standard error from now on, for people and for programs that read logs:
///   2026-03-01T02:10:44.123Z info rank=0 stage=stream goes on from the checkpoint in ...
/// with UTC times, or the same as an object of JSON each (--log-format json: time, level, rank, stage, message). Levels
/// are error, warn, info and debug; --quiet leaves errors only.
void set_up_log(const CommonOptions& common, int rank);

/// Whether lines are JSON; the line that ends a command is one of them then.
[[nodiscard]] bool log_is_json();
/// A line of the log as JSON, with its end.
[[nodiscard]] std::string json_log_line(std::string_view level, std::string_view message);

/// What lines say of the work at hand from now on: the command, or a stage of its own. One word, or words joined by
/// '-'.
void set_log_stage(const std::string& stage);

}  // namespace spendlens::jobs
