#include "ingest/work_directory.hpp"

#include <fmt/core.h>

#include <filesystem>

#include "ingest/source/input_identity.hpp"
#include "spendlens/comm/agree.hpp"
#include "spendlens/ledger/rejects.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/file_lock.hpp"

namespace spendlens::ingest {

WorkDirectory::WorkDirectory(comm::Communicator& communicator, const ImportOptions& options)
    : path_(options.ledger + "/.import-" + options.segment), owner_(communicator.rank() == 0) {
  comm::agree(communicator, [&] {
    (void)ledger::segment_path(options.ledger, options.segment);  // its name becomes part of a path that is removed
    ledger::require_own_rejects(options.segment);
    if (!owner_) return;
    store::make_directories(options.ledger);
    require_inputs_apart(options);
    lock_ = std::make_unique<ledger::WriteLock>(options.ledger);
    store::remove_tree(path_);
    store::make_directories(path_);
    store::share_as_directory(path_);
  });
}

WorkDirectory::~WorkDirectory() {
  std::error_code ignored;
  if (owner_ && lock_) std::filesystem::remove_all(path_, ignored);
}

std::string WorkDirectory::file(const char* name, int rank) const { return fmt::format("{}/{}-{}", path_, name, rank); }

}  // namespace spendlens::ingest
