#include "spendlens/duckdb/library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>

#include "spendlens/core/error.hpp"

namespace spendlens::duckdb {

namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "libduckdb.so";
constexpr const char* kPackages = "benchmarks/duckdb/node_modules/@duckdb";
/// Of the program below the source tree: build/release/jobs.
constexpr int kFoldersUp = 4;

bool is_file(const fs::path& path) {
  std::error_code failure;
  return fs::is_regular_file(path, failure);
}

std::optional<std::string> of_environment() {
  const char* const given = std::getenv(kLibraryVariable);
  if (given == nullptr || *given == '\0') return std::nullopt;
  std::error_code failure;
  const fs::path path = fs::is_directory(given, failure) ? fs::path(given) / kName : fs::path(given);
  if (!is_file(path)) throw InputError(fmt::format("{}: there is no file {}", kLibraryVariable, path.string()));
  return path.string();
}

/// One of npm's packages for this kind of machine.
std::optional<std::string> of_packages(const fs::path& packages) {
  std::error_code failure;
  for (fs::directory_iterator at(packages, failure), end; !failure && at != end; at.increment(failure))
    if (at->path().filename().string().starts_with("node-bindings-linux-") && is_file(at->path() / kName))
      return (at->path() / kName).string();
  return std::nullopt;
}

std::optional<std::string> beside_program() {
  std::error_code failure;
  fs::path folder = fs::read_symlink("/proc/self/exe", failure).parent_path();
  if (failure) return std::nullopt;
  for (const char* of_prefix : {"lib/spendlens", "lib"})
    if (const fs::path path = folder.parent_path() / of_prefix / kName; is_file(path)) return path.string();
  for (int up = 0; up < kFoldersUp && folder.has_relative_path(); ++up, folder = folder.parent_path())
    if (auto path = of_packages(folder / kPackages)) return path;
  return std::nullopt;
}

bool is_known_to_loader() {
  void* const library = ::dlopen(kName, RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) return false;
  ::dlclose(library);
  return true;
}

}  // namespace

std::string find_library() {
  if (auto path = of_environment()) return *path;
  if (auto path = beside_program()) return *path;
  if (is_known_to_loader()) return kName;
  throw InputError(fmt::format(
      "DuckDB's library (libduckdb.so) is not there; scripts/install-dependencies.sh brings it where npm is, or set {} to its path",
      kLibraryVariable));
}

}  // namespace spendlens::duckdb
