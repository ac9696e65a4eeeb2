#pragma once

#include <string>

namespace spendlens::jobs {

/// The shipped formats of import, one a line: the name and what it is for.
[[nodiscard]] std::string format_list();

}  // namespace spendlens::jobs
