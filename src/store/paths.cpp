#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"
#include "store/plain_files.hpp"

namespace spendlens::store {

void require_plain_if_there(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return require_plain(status, path);
  if (!nothing_is_there(errno)) throw IoError("cannot inspect", path, errno);
}

void require_named(const File& file) {
  if (!file.is_in_place())
    throw Error(
        ExitCode::kInUse,
        fmt::format("{} is not the file that this job wrote: another job has taken its place; wait until that is done",
                    file.path()));
}

void rename_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) throw IoError(fmt::format("cannot rename {} to", from), to, errno);
}

void sync_directory(const std::string& path) {
  const std::string directory = path.empty() ? "." : path;
  const int descriptor = open_checked(directory, O_RDONLY | O_DIRECTORY, "cannot open directory");
  int outcome = 0;
  do {
    outcome = ::fsync(descriptor);
  } while (outcome != 0 && errno == EINTR);
  const int reason = errno;
  ::close(descriptor);
  // Some network file systems cannot sync a directory and say EINVAL.
  if (outcome != 0 && reason != EINVAL) throw IoError("cannot write out directory", directory, reason);
}

void remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw IoError("cannot remove", path, errno);
}

void remove_leftover(const std::string& path) noexcept {
  // A directory is never a leftover of ours: what a user has in it would go too.
  static_cast<void>(::unlink(path.c_str()) == 0);
}

void remove_leftover_tree(const std::string& path) noexcept {
  std::error_code passed_over;
  std::filesystem::remove_all(path, passed_over);
}

void remove_tree(const std::string& path) {
  std::error_code failure;
  std::filesystem::remove_all(path, failure);
  if (failure) throw IoError("cannot remove", path, failure.value());
}

PathKind kind_of_path(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (nothing_is_there(errno)) return PathKind::kMissing;
    throw IoError("cannot inspect", path, errno);
  }
  return S_ISREG(status.st_mode) ? PathKind::kFile : S_ISDIR(status.st_mode) ? PathKind::kDirectory : PathKind::kOther;
}

std::optional<std::vector<std::string>> names_in_directory(const std::string& path) {
  std::error_code failure;
  std::vector<std::string> names;
  std::filesystem::directory_iterator entry(path, failure);
  if (failure && nothing_is_there(failure.value())) return std::nullopt;
  for (; !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure))
    names.push_back(entry->path().filename().string());
  if (failure) throw IoError("cannot list", path, failure.value());
  std::sort(names.begin(), names.end());
  return names;
}

void allow_open_files(std::uint64_t number) noexcept {
  constexpr rlim_t kBeside = 512;  // connections of MPI, the program's own files
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = std::min<rlim_t>(number + kBeside, limit.rlim_max);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

void make_directories(const std::string& path) {
  std::error_code failure;
  std::filesystem::create_directories(path, failure);
  if (!failure && !std::filesystem::is_directory(path, failure) && !failure)
    failure = std::make_error_code(std::errc::not_a_directory);
  if (failure) throw IoError("cannot make directory", path, failure.value());
}

}  // namespace spendlens::store
