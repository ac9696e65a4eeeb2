#include "leftovers_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "spendlens/core/readable.hpp"
#include "spendlens/ledger/write_lock.hpp"

namespace spendlens::jobs {

void show_leftovers(const std::string& ledger) {
  ledger::Leftovers found = ledger::leftovers_of(ledger);
  if (found.names.empty()) return;
  for (std::string& name : found.names) name = readable(name);
  if (found.writer) fmt::print("In work by {}: {}\n", readable(found.writer->name()), fmt::join(found.names, ", "));
  else fmt::print("Left by jobs that were ended: {}; the next import, generate or compact of the ledger removes or finishes it\n", fmt::join(found.names, ", "));
}

}  // namespace spendlens::jobs
