#include "spendlens/store/job_lock.hpp"

#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "spendlens/core/error.hpp"

namespace spendlens::store {

namespace {

constexpr int kAttempts = 100;

struct Lookup {
  bool there = false;
  struct stat status {};
};

Lookup look_up(const std::string& path) {
  Lookup found;
  found.there = ::stat(path.c_str(), &found.status) == 0;
  return found;
}

struct stat status_of(const File& file) {
  struct stat status {};
  if (::fstat(file.descriptor(), &status) != 0) throw IoError("cannot inspect", file.path(), errno);
  return status;
}

/// Device and inode; zeros where there is no directory.
std::array<std::uint64_t, 2> identity_of_directory(const std::string& path) {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  const Lookup found = look_up(directory.empty() ? "." : directory);
  if (!found.there) return {};
  return {found.status.st_dev, found.status.st_ino};
}

bool same_file(const struct stat& a, const struct stat& b) { return a.st_dev == b.st_dev && a.st_ino == b.st_ino; }

/// Not the one that an earlier process of this number may have left, which may be a lock by now.
File new_file(const std::string& path) {
  remove_file(path);
  return File::create(path);
}

/// A file with what a lock says, under a name of its own: its link to the lock's name either takes the lock or fails.
class Claim {
 public:
  explicit Claim(const std::string& path)
      : path_(path + "." + LockHolder::self().host + "." + std::to_string(::getpid())), file_(new_file(path_)) {
    const std::string text = LockHolder::self().text();
    file_.write_at(0, std::as_bytes(std::span(text)));
    file_.sync();
  }
  ~Claim() { ::unlink(path_.c_str()); }
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

  /// False where the lock's file is there.
  [[nodiscard]] bool link_to(const std::string& path) const {
    if (::link(path_.c_str(), path.c_str()) == 0) return true;
    if (errno == EEXIST) return false;
    throw IoError("cannot lock", path, errno);
  }
  /// The time by the clock of the file system, which hosts share.
  [[nodiscard]] std::int64_t now() const {
    if (::futimens(file_.descriptor(), nullptr) != 0) throw IoError("cannot change the time of", path_, errno);
    return status_of(file_).st_mtim.tv_sec;
  }
  [[nodiscard]] File take_file() { return std::move(file_); }

 private:
  std::string path_;
  File file_;
};

/// Why the present holder no longer counts; empty where it does.
std::string why_free(const File& lock, const std::optional<LockHolder>& holder, const Claim& claim) {
  if (holder && provably_gone(*holder)) return "which is gone";
  const std::int64_t age = claim.now() - status_of(lock).st_mtim.tv_sec;
  return age > JobLock::kStaleSeconds ? fmt::format("which was last heard of {} seconds ago", age) : "";
}

/// One look at a lock that is there: removes it where it is free. Throws Error(kInUse) where it is not.
void clear_if_free(const std::string& path, const Claim& claim, const std::function<void(const std::string&)>& notice) {
  File lock;
  try {
    lock = File::open_to_write(path);
  } catch (const IoError&) {
    if (!look_up(path).there) return;  // just released
    throw;
  }
  std::string text(static_cast<std::size_t>(lock.size()), '\0');
  (void)lock.read_some(0, std::as_writable_bytes(std::span(text)));
  const auto holder = LockHolder::parse(text);
  const std::string named = holder ? holder->name() : "another job";
  const std::string reason = why_free(lock, holder, claim);
  if (reason.empty())
    throw Error(ExitCode::kInUse, fmt::format("{} is held by {}; wait until it is done, or end it", path, named));
  // Who takes over holds the old file, so that nobody removes the new one. A file system without such locks says so.
  if (::flock(lock.descriptor(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    ::usleep(10'000);
    return;
  }
  const Lookup present = look_up(path);
  if (!present.there || !same_file(present.status, status_of(lock))) return;
  remove_file(path);
  if (notice) notice(fmt::format("took {} over from {}, {}", path, named, reason));
}

}  // namespace

JobLock::JobLock(std::string path, const std::function<void(const std::string&)>& notice) : path_(std::move(path)) {
  Claim claim(path_);
  for (int attempt = 0;; ++attempt) {
    if (claim.link_to(path_)) break;
    if (attempt == kAttempts)
      throw Error(ExitCode::kInUse, fmt::format("{} is wanted by several jobs at once; try again", path_));
    clear_if_free(path_, claim, notice);
  }
  file_ = claim.take_file();
  directory_ = identity_of_directory(path_);
  try {
    heartbeat_ = std::jthread([this](const std::stop_token& stop) { renew(stop); });
  } catch (...) {  // no thread to be had
    ::unlink(path_.c_str());
    throw;
  }
}

JobLock::~JobLock() {
  heartbeat_.request_stop();
  if (heartbeat_.joinable()) heartbeat_.join();
  if (still_ours()) ::unlink(path_.c_str());
}

void JobLock::require_held() const {
  struct stat present {};
  if (::stat(path_.c_str(), &present) == 0) {
    if (same_file(present, status_of(file_))) return;
  } else {
    const int reason = errno;
    // A lock that is gone was taken over and released; where all the directory is gone, or made anew, nobody has taken
    // anything.
    if (reason != ENOENT || identity_of_directory(path_) != directory_) throw IoError("cannot inspect", path_, reason);
  }
  throw Error(
      ExitCode::kInUse,
      path_ + " was taken over by another job, as this one was not heard of for a minute; wait until that is done");
}

bool JobLock::still_ours() const {
  struct stat mine {};
  const Lookup present = look_up(path_);
  return present.there && ::fstat(file_.descriptor(), &mine) == 0 && same_file(present.status, mine);
}

void JobLock::renew(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!wake.wait_for(lock, stop, std::chrono::seconds(kRenewSeconds), [&stop] { return stop.stop_requested(); })) {
    if (!still_ours()) lost_ = true;
    (void)::futimens(file_.descriptor(), nullptr);  // where it fails for a minute the lock is lost, and that is noticed
  }
}

}  // namespace spendlens::store
