#include "store/plain_files.hpp"

#include <fcntl.h>
#include <fmt/core.h>

#include <cerrno>

#include "spendlens/core/error.hpp"

namespace spendlens::store {

namespace {

/// What a file that is no plain one is called; null for a plain one.
const char* other_kind(mode_t mode) {
  if (S_ISREG(mode)) return nullptr;
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISFIFO(mode)) return "a named pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

}  // namespace

int open_unchecked(const std::string& path, int flags) {
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  } while (descriptor < 0 && errno == EINTR);
  return descriptor;
}

int open_checked(const std::string& path, int flags, const char* action) {
  const int descriptor = open_unchecked(path, flags);
  if (descriptor < 0) throw IoError(action, path, errno);
  return descriptor;
}

void require_plain(const struct stat& status, const std::string& path) {
  if (const char* kind = other_kind(status.st_mode))
    throw InputError(fmt::format("{} is {}, not a plain file; put the file there", path, kind));
}

bool nothing_is_there(int reason) { return reason == ENOENT || reason == ENOTDIR; }

}  // namespace spendlens::store
