#include "report/export/protected_files.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "spendlens/core/error.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/output_file.hpp"

namespace spendlens::report {

namespace {

/// Segments and results have their sums beside them, and nothing else has.
bool holds_sums(const std::filesystem::path& directory) {
  const auto names = store::names_in_directory(directory.empty() ? "." : directory.string());
  return names &&
         std::any_of(names->begin(), names->end(), [](const std::string& name) { return name.ends_with(".h5.sum"); });
}

/// In a directory of segments or of a result. What begins with a point is a lock, a journal or a temporary.
bool is_reserved(const std::string& name) {
  return name.starts_with('.') || name.ends_with(".h5") || name.ends_with(".h5.sum") ||
         name.ends_with(".h5.sum.next") || name.ends_with(".h5.tmp") || name == "summary.json" || name == "run.json";
}

}  // namespace

void require_output_apart(const std::string& output, const char* option) {
  const std::filesystem::path path = std::filesystem::path(store::follow_links(output)).lexically_normal();
  const std::filesystem::path directory = path.parent_path();
  const std::filesystem::path folder =
      std::filesystem::absolute(directory.empty() ? "." : directory).lexically_normal();
  const bool inside = folder.filename() == "rejects" || folder.filename() == ".checkpoint";
  if (inside ? !holds_sums(folder.parent_path()) : !is_reserved(path.filename().string()) || !holds_sums(directory))
    return;
  throw UsageError(fmt::format(
      "{} {} is a file of a ledger or of a result, or would be taken for one; give another name", option, output));
}

}  // namespace spendlens::report
