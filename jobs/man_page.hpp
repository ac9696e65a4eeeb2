#pragma once

#include <string>

#include "command_tree.hpp"

namespace spendlens::jobs {

/// spendlens(1) in roff, for man: commands, options and examples as they were defined, exit codes, environment, files.
[[nodiscard]] std::string man_page(const CommandDefinition& program, const std::string& version);

}  // namespace spendlens::jobs
