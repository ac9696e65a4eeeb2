#include "instruction_set.hpp"

#include <fmt/core.h>

#include <cstdlib>

#include "spendlens/core/error.hpp"
#include "spendlens/core/instruction_set.hpp"

namespace spendlens::jobs {

void choose_instruction_set() {
  const char* set = std::getenv("SPENDLENS_INSTRUCTION_SET");
  if (set == nullptr || *set == '\0') return;
  try {
    use_instruction_set(available_instruction_set(set));
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("SPENDLENS_INSTRUCTION_SET: {}", error.what()));
  }
}

}  // namespace spendlens::jobs
