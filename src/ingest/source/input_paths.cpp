#include "ingest/source/input_paths.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "ingest/source/file_formats.hpp"
#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ingest {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSpecial = "*?[";
constexpr int kMaxDepth = 64;

bool is_passed_over(const std::string& name) { return name.starts_with('.') || name.starts_with('_'); }

bool is_parquet(const std::string& path) {
  const std::string name = in_lower_case(path);
  if (name.ends_with(".parquet") || name.ends_with(".parq") || name.ends_with(".pq")) return true;
  std::string head(kParquetSignature.size(), '\0');
  const auto file = store::File::open_if_there(path);
  return file && file->read_some(0, std::as_writable_bytes(std::span(head))) == head.size() &&
         head == kParquetSignature;
}

std::vector<std::string> names_in(const std::string& folder) {
  return store::names_in_directory(folder.empty() ? "." : folder).value_or(std::vector<std::string>());
}

void add_files_below(const std::string& folder, int depth, std::vector<std::string>& files) {
  if (depth > kMaxDepth)
    throw InputError(fmt::format("{} lies in {} folders; give its files themselves", readable(folder), kMaxDepth));
  for (const std::string& name : names_in(folder)) {
    if (is_passed_over(name)) continue;
    const std::string path = folder + "/" + name;
    const store::PathKind kind = store::kind_of_path(path);
    if (kind == store::PathKind::kDirectory) add_files_below(path, depth + 1, files);
    if (kind == store::PathKind::kFile) files.push_back(path);
  }
}

std::vector<std::string> files_of_directory(std::string directory) {
  while (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
  std::vector<std::string> files;
  add_files_below(directory, 0, files);
  std::string other;
  const auto others = std::stable_partition(files.begin(), files.end(), is_parquet);
  if (others != files.end()) other = *std::min_element(others, files.end());
  if (others == files.begin())
    throw InputError(
        fmt::format("{} is a directory without a Parquet file; give its files, or a pattern in quotes as '{}/*.csv'",
                    directory, directory));
  if (!other.empty())
    throw InputError(
        fmt::format("{} holds {} too, which is no Parquet file; give a pattern in quotes as '{}/**/*.parquet'",
                    directory, readable(other, 200), directory));
  std::sort(files.begin(), files.end());
  return files;
}

/// Walks down a pattern's folders.
class PatternWalk {
 public:
  explicit PatternWalk(const std::string& pattern) {
    std::size_t begin = 0;
    if (pattern.starts_with('/')) {
      root_ = "/";
      begin = 1;
    }
    while (begin <= pattern.size()) {
      const std::size_t end = std::min(pattern.find('/', begin), pattern.size());
      if (end > begin) parts_.push_back(pattern.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  std::vector<std::string> files() {
    walk(root_, 0, 0);
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  void walk(const std::string& folder, std::size_t part, int depth) {
    if (part == parts_.size() || depth > kMaxDepth) return;
    if (parts_[part] == "**") {
      walk(folder, part + 1, depth);
      for (const std::string& name : names_in(folder))
        if (!is_passed_over(name) && store::kind_of_path(folder + name) == store::PathKind::kDirectory)
          walk(folder + name + "/", part, depth + 1);
      return;
    }
    const bool is_last = part + 1 == parts_.size();
    if (parts_[part].find_first_of(kSpecial) == std::string::npos)
      return take(folder + parts_[part], part, is_last, depth);
    for (const std::string& name : names_in(folder))
      if (::fnmatch(parts_[part].c_str(), name.c_str(), FNM_PERIOD) == 0) take(folder + name, part, is_last, depth);
  }

  void take(const std::string& path, std::size_t part, bool is_last, int depth) {
    const store::PathKind kind = store::kind_of_path(path);
    if (is_last && kind == store::PathKind::kFile) found_.push_back(path);
    if (!is_last && kind == store::PathKind::kDirectory) walk(path + "/", part + 1, depth + 1);
  }

  std::string root_;
  std::vector<std::string> parts_;
  std::vector<std::string> found_;
};

}  // namespace

bool is_pattern(const std::string& path) {
  return path.find_first_of(kSpecial) != std::string::npos && store::kind_of_path(path) == store::PathKind::kMissing;
}

std::vector<std::string> expand_paths(const std::vector<std::string>& given) {
  std::vector<std::string> files;
  for (const std::string& path : given) {
    std::vector<std::string> found = {path};
    if (path != "-" && is_pattern(path)) {
      found = PatternWalk(path).files();
      if (found.empty()) throw InputError(fmt::format("no file matches {}; check the pattern", readable(path, 200)));
    } else if (path != "-" && store::kind_of_path(path) == store::PathKind::kDirectory) {
      found = files_of_directory(path);
    }
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

}  // namespace spendlens::ingest
