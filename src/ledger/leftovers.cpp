#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "spendlens/core/error.hpp"
#include "spendlens/ledger/compact.hpp"
#include "spendlens/ledger/rejects.hpp"
#include "spendlens/ledger/write_lock.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"

namespace spendlens::ledger {

namespace {

constexpr int kMaxLooks = 100;
constexpr std::string_view kNextSums = ".h5.sum.next";

std::string lock_path(const std::string& directory) { return directory + "/.lock"; }

/// Names of temporaries and work directories, none of which a segment or a file of its own can have.
bool is_temporary(std::string_view name) {
  if (name.starts_with('.') && name.find(".spendlens-") != std::string_view::npos) return true;
  return name.starts_with(".import-") || name == ".disk-rate.tmp" || name == ".compact.tmp" || name == ".rejects.tmp" ||
         name.ends_with(".h5.tmp") || name.ends_with(".h5.tmp.head") || name.ends_with(".h5.sum.next.tmp");
}

bool is_journal(std::string_view name) { return name == ".compact" || name == ".rejects"; }

std::vector<std::string> names_in(const std::string& directory) {
  return store::names_in_directory(directory).value_or(std::vector<std::string>());
}

/// Sums on their way are the segment's own where it was published, and nobody's otherwise. Those of a damaged segment
/// stay.
void finish_sums(const std::string& directory, const std::string& name) {
  const std::string segment = directory + "/" + name.substr(0, name.size() - std::string_view(".sum.next").size());
  try {
    if (store::kind_of_path(segment) == store::PathKind::kMissing)
      store::remove_file(directory + "/" + name);
    else
      store::recover_sums(segment);
  } catch (const InputError&) {
    return;
  }
}

void remove_leftovers(const std::string& directory) {
  for (const std::string& name : names_in(directory)) {
    if (name.starts_with(".import-"))
      store::remove_leftover_tree(directory + "/" + name);
    else if (is_temporary(name))
      store::remove_leftover(directory + "/" + name);
    else if (name.ends_with(kNextSums))
      finish_sums(directory, name);
  }
}

/// What only a writer at work, or one that was ended, has in a ledger; sorted.
std::vector<std::string> writers_names(const std::string& directory) {
  std::vector<std::string> found;
  for (const std::string& name : names_in(directory))
    if (is_temporary(name) || is_journal(name) || name.ends_with(kNextSums)) found.push_back(name);
  if (store::kind_of_path(directory + "/rejects/.next") != store::PathKind::kMissing)
    found.emplace_back("rejects/.next");
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

WriteLock::WriteLock(const std::string& directory) : lock_(lock_path(directory)) {
  recover_compaction(directory);
  finish_rejects(directory);
  remove_leftovers(directory);
}

Leftovers leftovers_of(const std::string& directory) {
  Leftovers found{writers_names(directory), {}};
  for (int look = 1; !found.names.empty(); ++look) {
    found.writer = store::present_holder(lock_path(directory));
    if (found.writer || look == kMaxLooks) break;
    // A writer that has ended since they were listed took its own along: only what is there still was left.
    std::vector<std::string> names = writers_names(directory);
    if (names == found.names) break;
    found.names = std::move(names);
  }
  return found;
}

}  // namespace spendlens::ledger
