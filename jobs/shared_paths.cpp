#include "shared_paths.hpp"

#include <fmt/core.h>
#include <fnmatch.h>

#include <filesystem>
#include <system_error>

#include "spendlens/core/error.hpp"

namespace spendlens::jobs {

namespace {

namespace fs = std::filesystem;

/// Where a path leads to, links followed as far as there is anything.
fs::path place_of(const std::string& path) {
  std::error_code unknown;
  const fs::path whole = fs::absolute(path, unknown);
  fs::path place = fs::weakly_canonical(whole, unknown);
  return unknown ? whole.lexically_normal() : place;
}

/// Whether writing to it could destroy anything: a file, or what is not there yet.
bool may_be_file(const fs::path& place) {
  std::error_code unknown;
  const fs::file_status status = fs::status(place, unknown);
  return !fs::exists(status) || fs::is_regular_file(status);
}

bool is_same(const fs::path& one, const fs::path& other) {
  std::error_code unknown;
  return one == other || fs::equivalent(one, other, unknown);
}

/// Whether a file is, or may be, among what an input names: itself, one of a pattern, one in a directory of files.
bool is_among(const fs::path& output, const std::string& input) {
  const fs::path place = place_of(input);
  std::error_code unknown;
  if (!fs::exists(place, unknown))
    return fnmatch((place.parent_path() / fs::path(input).filename()).c_str(), output.c_str(), FNM_PATHNAME) == 0;
  if (!fs::is_directory(place, unknown)) return is_same(output, place);
  return fs::exists(output, unknown) && output.parent_path() == place;
}

}  // namespace

void require_apart(const std::vector<NamedOutput>& outputs, const NamedPaths& paths) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const fs::path place = place_of(outputs[i].path);
    if (!may_be_file(place)) continue;
    for (std::size_t k = 0; k < i; ++k)
      if (is_same(place, place_of(outputs[k].path)))
        throw UsageError(fmt::format("{} and {} name the same file, {}; give each a name of its own", outputs[k].option,
                                     outputs[i].option, outputs[i].path));
    for (const NamedPath& input : paths)
      if ((input.use == PathUse::kRead || input.use == PathUse::kSecret) && is_among(place, input.path))
        throw UsageError(fmt::format("{} {} is read by this command ({}), and would be gone; give another name",
                                     outputs[i].option, outputs[i].path, input.option));
  }
}

}  // namespace spendlens::jobs
