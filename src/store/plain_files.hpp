#pragma once

#include <sys/stat.h>

#include <string>

namespace spendlens::store {

/// A descriptor of the file, or below 0 where the system refuses; errno says why.
[[nodiscard]] int open_unchecked(const std::string& path, int flags);

/// A descriptor of the file; throws IoError, whose text begins with `action`.
[[nodiscard]] int open_checked(const std::string& path, int flags, const char* action);

/// Throws InputError where what is at `path` is a directory, a pipe, a socket or a device.
void require_plain(const struct stat& status, const std::string& path);

/// Whether errno says that nothing has the name.
[[nodiscard]] bool nothing_is_there(int reason);

}  // namespace spendlens::store
