#pragma once

#include <string>

#include "command_tree.hpp"

namespace spendlens::jobs {

/// A script for bash that completes commands, options, enumerated and offered values, files and directories. It needs
/// nothing of the package bash-completion.
[[nodiscard]] std::string bash_completion(const CommandDefinition& program);

}  // namespace spendlens::jobs
