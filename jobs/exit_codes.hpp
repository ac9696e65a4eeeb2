#pragma once

#include <span>
#include <string>

#include "spendlens/core/error.hpp"

namespace spendlens::jobs {

/// What an exit code means, in the few words of --help; of the man page a sentence more.
struct ExitCodeText {
  ExitCode code;
  const char* meaning;
  const char* more;
};

/// Every exit code, ascending: the one place from which --help and the man page have them.
[[nodiscard]] std::span<const ExitCodeText> exit_code_texts();

/// "Exit codes: 0 done; 2 usage; ...", in lines that fit a screen.
[[nodiscard]] std::string exit_code_lines();

}  // namespace spendlens::jobs
