#pragma once

#include <string>
#include <vector>

#include "record_data.hpp"

namespace spendlens::jobs {

/// A file that the command writes, and the option that names it.
struct NamedOutput {
  std::string option;
  std::string path;
};

/// Throws UsageError where a file that the command writes is one that it reads, or that it writes for another option.
/// Devices and pipes are nobody's, and standard output (-) is no file. Local.
void require_apart(const std::vector<NamedOutput>& outputs, const NamedPaths& paths);

}  // namespace spendlens::jobs
