#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spendlens/store/file_lock.hpp"

namespace spendlens::ledger {

/// The right to write to a ledger: as long as it lives no other import, generate or compact does. Local, on one rank.
class WriteLock {
 public:
  /// Takes the lock, then finishes what a writer that was ended had published in part (a compaction, a segment's
  /// rejects) and removes what else such writers left. Throws Error(kInUse), IoError, InputError where a journal is
  /// damaged.
  explicit WriteLock(const std::string& directory);

 private:
  store::FileLock lock_;
};

/// What writers that were ended left in a ledger, as paths within it, ascending: temporaries, work directories, sums
/// and rejects on their way. The next WriteLock removes or finishes all of it. Local; changes nothing.
struct Leftovers {
  std::vector<std::string> names;
  std::optional<store::LockHolder> writer;  ///< a job that writes to the ledger now: what is named may be its own
};
[[nodiscard]] Leftovers leftovers_of(const std::string& directory);

}  // namespace spendlens::ledger
