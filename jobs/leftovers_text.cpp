#include "leftovers_text.hpp"

#include "screen.hpp"
#include "spendlens/ledger/write_lock.hpp"
#include "spendlens/store/temporary_file.hpp"

namespace spendlens::jobs {

void show_leftovers(const std::string& ledger) {
  const ledger::Leftovers found = ledger::leftovers_of(ledger);
  if (found.names.empty()) return;
  if (found.writer)
    show("In work by {}: {}\n", found.writer->name(), found.names);
  else
    show(
        "Left by jobs that were ended: {}; the next import, generate or compact of the ledger removes or finishes it\n",
        found.names);
}

void show_result_leftovers(const std::string& directory) {
  const std::vector<std::string> names = store::abandoned_temporaries(directory);
  if (!names.empty()) show("Left by jobs that were ended: {}; the next audit into {} removes it\n", names, directory);
}

}  // namespace spendlens::jobs
