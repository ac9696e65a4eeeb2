#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "spendlens/store/file.hpp"

namespace spendlens::store {

/// This machine's name; "unknown" where the system does not tell. Local.
[[nodiscard]] std::string host_name();

/// Who holds a lock, as the lock's file says: a text, a line each of "host H", "boot B", "processes N", "pid P",
/// "start S", "job J", "restarts R".
struct LockHolder {
  std::string host;
  std::string boot;       ///< the host's boot id
  std::string processes;  ///< the space that counts the pids (containers have their own)
  std::int64_t pid = 0;
  std::uint64_t start = 0;     ///< of the process, in ticks since boot: pids are used again
  std::string job;             ///< Slurm's id; empty: none
  std::uint64_t restarts = 0;  ///< a job that Slurm starts again keeps its id

  /// This process.
  [[nodiscard]] static LockHolder self();
  [[nodiscard]] std::string text() const;
  /// Gives nothing where the text is not of that form.
  [[nodiscard]] static std::optional<LockHolder> parse(const std::string& text);
  /// "process 12 on host a", with ", job 7".
  [[nodiscard]] std::string name() const;

  friend bool operator==(const LockHolder&, const LockHolder&) = default;
};

/// True where the holder cannot be running any more: on this host its process is gone or the host was started anew
/// since; or Slurm's squeue knows its job no longer, or this process is a later start of the same job. False where
/// nothing proves it. Local.
[[nodiscard]] bool provably_gone(const LockHolder& holder);

/// A lock on a directory's files that holds across hosts: a file that names its holder and whose time of change a
/// helper thread renews every 10 seconds. Taken at once or not at all; free where there is no file, its holder is
/// provably gone, or it was not renewed for 60 seconds. The destructor removes the file.
///
/// Two jobs cannot both take a lock over on a file system whose files can be locked (flock).
class JobLock {
 public:
  static constexpr int kRenewSeconds = 10;
  static constexpr int kStaleSeconds = 60;

  /// Throws Error(kInUse) that names the holder; IoError. `notice` is told of a lock that was taken over.
  explicit JobLock(std::string path, const std::function<void(const std::string&)>& notice = {});
  ~JobLock();
  JobLock(const JobLock&) = delete;
  JobLock& operator=(const JobLock&) = delete;

  /// Throws Error(kInUse) where another job has taken the lock over, as the file system says now, and IoError where the
  /// directory is gone or is another one: to be asked before a file gets its final name.
  void require_held() const;

  /// True once another job has taken the lock over, as one may from a process that was stopped for a minute.
  [[nodiscard]] bool lost() const { return lost_; }

 private:
  void renew(const std::stop_token& stop);
  [[nodiscard]] bool still_ours() const;

  std::string path_;
  File file_;
  std::array<std::uint64_t, 2> directory_{};  ///< device and inode of the directory that the lock is in
  std::atomic<bool> lost_{false};
  std::jthread heartbeat_;  // last: it uses the others
};

}  // namespace spendlens::store
