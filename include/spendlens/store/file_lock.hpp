#pragma once

#include <optional>
#include <string>

#include "spendlens/store/job_lock.hpp"

namespace spendlens::store {

/// The process's own lock on a file, taken at once or not at all (flock). Free when its holder is gone. Whoever may
/// write the file's directory may take it, whatever the umask of the one who made it. While it is held the file says by
/// whom, as LockHolder::text().
class FileLock {
 public:
  /// Throws Error(kInUse) naming the path and the holder where another process holds it. Creates the file where it is
  /// missing.
  explicit FileLock(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_ = -1;
};

/// Who the file of a FileLock says holds it, where that process is not provably gone. Takes nothing. Local.
[[nodiscard]] std::optional<LockHolder> present_holder(const std::string& path);

/// Lets whoever may write the directory of `path` write `path` too: its permissions and group follow the directory's,
/// as far as this process may set them. Local.
void share_as_directory(const std::string& path) noexcept;

}  // namespace spendlens::store
