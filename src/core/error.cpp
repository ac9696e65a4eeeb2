#include "spendlens/core/error.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>

namespace spendlens {

namespace {

const char* remedy(int errno_value) {
  switch (errno_value) {
    case ENOSPC:
    case EDQUOT:
      return "; free some space and run it again";
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
      return "; check the path and run it again";
    case EACCES:
    case EPERM:
    case EROFS:
      return "; check the permissions and run it again";
    case EFBIG:
      return "; lift the limit on the size of files and run it again";
    case EMFILE:
    case ENFILE:
      return "; lift the limit on open files and run it again";
    case EIO:
      return "; look in the system's log for what is wrong with the disk, then run it again";
    default:
      return "; run it again when that is mended";
  }
}

}  // namespace

IoError::IoError(const std::string& action, const std::string& path, int errno_value)
    : Error(ExitCode::kIo, fmt::format("{} {}: {}{}", action, path, std::strerror(errno_value), remedy(errno_value))) {}

}  // namespace spendlens
