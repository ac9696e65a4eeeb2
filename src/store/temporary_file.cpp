#include "spendlens/store/temporary_file.hpp"

#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <filesystem>
#include <random>

#include "spendlens/core/error.hpp"

namespace spendlens::store {

namespace {

constexpr std::string_view kMark = ".spendlens-";
constexpr std::size_t kDigits = 8;
/// A file name has at most 255 bytes; what is cut off is of no matter, for the digits are random.
constexpr std::size_t kMaxNameBytes = 200;

std::string stem_of(const std::string& name) { return fmt::format(".{}{}", name.substr(0, kMaxNameBytes), kMark); }

std::string directory_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

/// Whether the file is still what its path names.
bool has_its_name(const File& file) {
  struct stat by_name {};
  struct stat by_descriptor {};
  return ::stat(file.path().c_str(), &by_name) == 0 && ::fstat(file.descriptor(), &by_descriptor) == 0 &&
         by_name.st_ino == by_descriptor.st_ino;
}

/// False where another process took the new file for an abandoned one before it was locked, and removed it.
bool lock(const File& file) {
  while (::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK) return false;
    if (errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS) return true;  // then nobody can find it abandoned
    throw IoError("cannot lock", file.path(), errno);
  }
  return has_its_name(file);
}

std::vector<std::string> find_abandoned(const std::string& directory, const std::string& stem) noexcept {
  std::vector<std::string> found;
  try {
    for (const std::string& name : names_in_directory(directory).value_or(std::vector<std::string>()))
      if (name.starts_with(stem) && is_temporary_name(name) && is_abandoned(directory + "/" + name))
        found.push_back(name);
    std::sort(found.begin(), found.end());
  } catch (const std::exception&) {  // leftovers do no harm: the output does not fail for them
  }
  return found;
}

void remove_abandoned(const std::string& directory, const std::string& stem) noexcept {
  for (const std::string& name : find_abandoned(directory, stem)) {
    try {
      remove_leftover(directory + "/" + name);
    } catch (const std::exception&) {
    }
  }
}

}  // namespace

File create_temporary(const std::string& target) {
  const std::string directory = directory_of(target);
  const std::string stem = stem_of(std::filesystem::path(target).filename().string());
  remove_abandoned(directory, stem);
  std::random_device random;
  for (;;) {
    std::optional<File> file = File::create_new(fmt::format("{}/{}{:08x}", directory, stem, random()));
    if (!file) continue;
    try {
      if (lock(*file)) return std::move(*file);
    } catch (...) {
      remove_leftover(file->path());
      throw;
    }
  }
}

bool is_temporary_name(std::string_view name) {
  if (name.size() < kMark.size() + kDigits + 2 || name.front() != '.') return false;
  const std::string_view digits = name.substr(name.size() - kDigits);
  return name.substr(0, name.size() - kDigits).ends_with(kMark) &&
         std::all_of(digits.begin(), digits.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_abandoned(const std::string& path) noexcept {
  try {
    const std::optional<File> file = File::open_if_there(path);
    // A writer that ended in between has given its file the final name: that is no leftover.
    return file && ::flock(file->descriptor(), LOCK_EX | LOCK_NB) == 0 && has_its_name(*file);
  } catch (const std::exception&) {
    return false;
  }
}

std::vector<std::string> abandoned_temporaries(const std::string& directory) noexcept {
  return find_abandoned(directory, "");
}

void remove_abandoned_temporaries(const std::string& directory) noexcept { remove_abandoned(directory, ""); }

}  // namespace spendlens::store
