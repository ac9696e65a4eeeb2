#pragma once

#include <memory>
#include <string>

#include "spendlens/comm/communicator.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/ingest/import.hpp"
#include "spendlens/ledger/write_lock.hpp"

namespace spendlens::ingest {

/// The import's temporary directory, on the ledger's file system; gone when the import ends, however it ends. As long
/// as it lives no other import writes to the ledger.
class WorkDirectory {
 public:
  /// Collective. Throws UsageError for a segment's name that cannot be, Error(kInUse), IoError.
  WorkDirectory(comm::Communicator& communicator, const ImportOptions& options);
  ~WorkDirectory();
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(const char* name, int rank) const;

 private:
  std::string path_;
  bool owner_;
  std::unique_ptr<ledger::WriteLock> lock_;
};

}  // namespace spendlens::ingest
