#include <fmt/core.h>

#include "report/summary/summary_figures.hpp"
#include "spendlens/report/reference.hpp"

namespace spendlens::report {

std::string summary_reference() {
  std::string text = "| key | holds |\n|---|---|\n";
  for (const DocumentedKey& key : summary_figures().keys_below(""))
    text += fmt::format("| `{}` | {} |\n", key.path, key.meaning);
  return text;
}

}  // namespace spendlens::report
