#include "spendlens/core/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace spendlens {

namespace {

const char* remedy(int errno_value) {
  switch (errno_value) {
    case ENOSPC:
    case EDQUOT: return "; free some space and run it again";
    case ENOENT: return "; check the path";
    case EACCES:
    case EPERM:
    case EROFS: return "; check the permissions";
    default: return "";
  }
}

}  // namespace

IoError::IoError(const std::string& action, const std::string& path, int errno_value)
    : Error(ExitCode::kIo, fmt::format("{} {}: {}{}", action, path, std::strerror(errno_value), remedy(errno_value))) {}

}  // namespace spendlens
