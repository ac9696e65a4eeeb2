#include "ledger/segment/find_segments.hpp"

#include <fmt/core.h>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "ledger/segment/compact_journal.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ledger {

namespace {

[[noreturn]] void refuse_directory(const std::string& directory, const std::string& why) {
  throw InputError(
      fmt::format("{} is not a ledger: {}; fill one first with: spendlens import --transactions LOG.csv --ledger {}",
                  directory, why, directory));
}

/// Whether an entry that ends in .h5 is to be opened as a segment: also what is no plain file, so that opening it
/// tells, and no row is left out in silence. Not where it has gone since it was listed.
bool is_segment(const std::string& path) {
  if (store::kind_of_path(path) != store::PathKind::kMissing) return true;
  if (std::filesystem::is_symlink(path))
    throw InputError(path + " is a symbolic link to nothing; bring the segment back, or remove the link");
  return false;
}

/// What the directory lists, by name, without what a published compacted segment replaces.
std::vector<std::string> list_once(const std::string& directory) {
  const auto entries = store::names_in_directory(directory);
  if (!entries) refuse_directory(directory, "there is no such directory");
  std::vector<std::string> names;
  for (const std::string& name : *entries) {
    const std::filesystem::path path(name);
    if (path.extension() == ".h5" && is_segment(directory + "/" + name)) names.push_back(path.stem().string());
  }
  std::sort(names.begin(), names.end());
  drop_replaced(directory, names);
  return names;
}

/// Two listings that agree: one that runs while segments are folded may miss the new one and some of the old ones, the
/// next one cannot miss the same, for removing begins after publishing.
std::vector<std::string> list_segments(const std::string& directory) {
  std::vector<std::string> names = list_once(directory);
  for (;;) {
    std::vector<std::string> again = list_once(directory);
    if (again == names) return names;
    names = std::move(again);
  }
}

}  // namespace

std::vector<std::string> find_segments(const std::string& directory, const std::string& left_out) {
  std::vector<std::string> names = list_segments(directory);
  std::erase(names, left_out);
  if (names.empty()) refuse_directory(directory, "it holds no segment (*.h5)");
  return names;
}

std::string state_of(const std::string& directory) {
  std::string state;
  for (const std::string& name : store::names_in_directory(directory).value_or(std::vector<std::string>())) {
    if (name.find(".h5") == std::string::npos) continue;
    struct stat status {};
    if (::stat((directory + "/" + name).c_str(), &status) != 0) continue;
    state += fmt::format("{} {} {} {} {}\n", name, status.st_ino, status.st_size, status.st_mtim.tv_sec,
                         status.st_mtim.tv_nsec);
  }
  return state;
}

}  // namespace spendlens::ledger
