#include "ledger/segment/compact_journal.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "spendlens/core/error.hpp"
#include "spendlens/ledger/compact.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/store/block_sums.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/publish.hpp"

namespace spendlens::ledger {

namespace {

constexpr const char* kFirstLine = "spendlens-compact 1";
constexpr const char* kLastLine = "end";
constexpr std::uint64_t kMaxBytes = 16 << 20;

std::string journal_path(const std::string& directory) { return directory + "/.compact"; }

[[noreturn]] void refuse(const std::string& path) {
  throw InputError(path +
                   " is damaged: it tells which segments a compacted one replaces; restore the ledger from a copy");
}

std::optional<CompactJournal> read_journal(const std::string& directory) {
  const std::string path = journal_path(directory);
  if (store::kind_of_path(path) == store::PathKind::kMissing) return std::nullopt;
  std::string text;
  try {
    const store::File file = store::File::open_to_read(path);
    if (file.size() > kMaxBytes) refuse(path);
    text.resize(file.size());
    file.read_at(0, std::as_writable_bytes(std::span(text)));
  } catch (const IoError&) {
    if (store::kind_of_path(path) == store::PathKind::kMissing) return std::nullopt;  // settled in the meantime
    throw;
  }
  std::istringstream lines(text);
  std::string line;
  CompactJournal journal;
  if (!std::getline(lines, line) || line != kFirstLine) refuse(path);
  while (std::getline(lines, line) && line != kLastLine) {
    const std::string name = line.substr(std::min<std::size_t>(line.size(), 5));
    try {
      (void)segment_path(directory, name);
    } catch (const UsageError&) {
      refuse(path);
    }
    if (line.starts_with("into ") && journal.into.empty())
      journal.into = name;
    else if (line.starts_with("fold "))
      journal.folded.push_back(name);
    else
      refuse(path);
  }
  const bool names_itself =
      std::find(journal.folded.begin(), journal.folded.end(), journal.into) != journal.folded.end();
  if (line != kLastLine || journal.into.empty() || names_itself) refuse(path);
  return journal;
}

}  // namespace

void drop_replaced(const std::string& directory, std::vector<std::string>& names) {
  const std::optional<CompactJournal> journal = read_journal(directory);
  if (!journal || store::kind_of_path(segment_path(directory, journal->into)) == store::PathKind::kMissing) return;
  std::erase_if(names, [&](const std::string& name) {
    return std::find(journal->folded.begin(), journal->folded.end(), name) != journal->folded.end();
  });
  // Listed before it was published: the folded ones are gone from `names`, so it must be there.
  const auto at = std::lower_bound(names.begin(), names.end(), journal->into);
  if (at == names.end() || *at != journal->into) names.insert(at, journal->into);
}

void write_compact_journal(const std::string& directory, const CompactJournal& journal) {
  std::string text = fmt::format("{}\ninto {}\n", kFirstLine, journal.into);
  for (const std::string& name : journal.folded) text += fmt::format("fold {}\n", name);
  text += fmt::format("{}\n", kLastLine);
  store::publish_text(journal_path(directory), text);
}

void recover_compaction(const std::string& directory) {
  const std::optional<CompactJournal> journal = read_journal(directory);
  if (!journal) return;
  if (store::kind_of_path(segment_path(directory, journal->into)) != store::PathKind::kMissing) {
    store::recover_sums(segment_path(directory, journal->into));
    store::sync_directory(directory);  // the new segment's name before the old ones' end
    for (const std::string& name : journal->folded) {
      const std::string path = segment_path(directory, name);
      store::remove_file(path);
      store::remove_file(path + ".sum");
      store::remove_file(path + ".sum.next");
    }
    store::sync_directory(directory);
  }
  store::remove_file(journal_path(directory));
  store::sync_directory(directory);
}

}  // namespace spendlens::ledger
