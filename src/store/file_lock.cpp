#include "spendlens/store/file_lock.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <span>

#include "spendlens/core/error.hpp"

namespace spendlens::store {

namespace {

/// What a lock says is a few lines.
constexpr std::size_t kMaxBytes = 4096;

/// The file's descriptor, to write or, where that is another user's right alone, to read, which is enough for a lock.
int open_lock(const std::string& path) {
  for (;;) {
    if (kind_of_path(path) == PathKind::kMissing) {
      // Not O_CREAT alone: in directories of all users Linux refuses that for a file that is there already.
      const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (made >= 0) {
        share_as_directory(path);
        return made;
      }
      if (errno != EEXIST && errno != EINTR) throw IoError("cannot create lock", path, errno);
      if (errno == EEXIST && std::filesystem::is_symlink(path))
        throw InputError(path + " is a symbolic link to nothing; remove it");
      continue;
    }
    if (kind_of_path(path) != PathKind::kFile) (void)File::open_to_read(path);  // throws, and says what it is
    for (const int access : {O_RDWR, O_RDONLY}) {
      const int found = ::open(path.c_str(), access | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
      if (found >= 0) return found;
      if (errno == ENOENT || errno == EINTR) break;
      if (access == O_RDONLY || (errno != EACCES && errno != EPERM && errno != EROFS))
        throw IoError("cannot open lock", path, errno);
    }
  }
}

std::string text_of(int descriptor) {
  std::string text(kMaxBytes, '\0');
  const ssize_t got = ::pread(descriptor, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

/// Names the holder to people and to commands that look; the lock holds also where that cannot be written.
void say_holder(int descriptor, const std::string& text) {
  if (::ftruncate(descriptor, 0) == 0) static_cast<void>(!::pwrite(descriptor, text.data(), text.size(), 0));
}

}  // namespace

FileLock::FileLock(const std::string& path) : descriptor_(open_lock(path)) {
  while (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    if (reason == EINTR) continue;
    const auto holder = LockHolder::parse(text_of(descriptor_));
    ::close(descriptor_);
    if (reason == EWOULDBLOCK)
      throw Error(ExitCode::kInUse, fmt::format("{} is held by {}; wait until it is done", path,
                                                holder ? holder->name() : "another job"));
    throw IoError("cannot lock", path, reason);
  }
  share_as_directory(path);  // one that an earlier version made
  say_holder(descriptor_, LockHolder::self().text());
}

FileLock::~FileLock() {
  say_holder(descriptor_, "");
  ::close(descriptor_);
}

std::optional<LockHolder> present_holder(const std::string& path) {
  const std::optional<File> file = File::open_if_there(path);
  if (!file) return std::nullopt;
  std::optional<LockHolder> holder = LockHolder::parse(text_of(file->descriptor()));
  if (holder && provably_gone(*holder)) holder.reset();
  return holder;
}

void share_as_directory(const std::string& path) noexcept {
  constexpr mode_t kGroup = S_IRGRP | S_IWGRP;
  constexpr mode_t kOthers = S_IROTH | S_IWOTH;
  struct stat own {};
  struct stat directory {};
  const std::size_t slash = path.find_last_of('/');
  if (::stat(slash == std::string::npos ? "." : path.substr(0, slash + 1).c_str(), &directory) != 0 ||
      ::stat(path.c_str(), &own) != 0)
    return;
  if (own.st_gid != directory.st_gid && ::chown(path.c_str(), static_cast<uid_t>(-1), directory.st_gid) == 0)
    own.st_gid = directory.st_gid;
  mode_t mode = own.st_mode & 07777;
  const bool enters = S_ISDIR(own.st_mode);
  if ((directory.st_mode & S_IWGRP) != 0 && own.st_gid == directory.st_gid) mode |= kGroup | (enters ? S_IXGRP : 0);
  if ((directory.st_mode & S_IWOTH) != 0) mode |= kOthers | (enters ? S_IXOTH : 0);
  if (mode != (own.st_mode & 07777)) static_cast<void>(::chmod(path.c_str(), mode) == 0);
}

}  // namespace spendlens::store
