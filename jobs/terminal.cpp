#include "terminal.hpp"

#include <unistd.h>

#include <cstdlib>

#include "spendlens/comm/session.hpp"

namespace spendlens::jobs {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

bool takes_escape_sequences(int descriptor, const std::string& color) {
  if (color != "auto") return color == "always";
  if (!environment("NO_COLOR").empty()) return false;
  if (const std::string forced = environment("CLICOLOR_FORCE"); !forced.empty() && forced != "0") return true;
  // Open MPI gives each rank a terminal of its own, whatever the launcher's output is: a file, as a rule.
  if (comm::Session::launched() || isatty(descriptor) != 1) return false;
  const std::string kind = environment("TERM");
  return !kind.empty() && kind != "dumb";
}

}  // namespace spendlens::jobs
