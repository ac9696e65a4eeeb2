#include "spendlens/ledger/rejects.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <span>
#include <sstream>
#include <string_view>

#include "spendlens/core/error.hpp"
#include "spendlens/core/hashing.hpp"
#include "spendlens/ledger/schema.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/file_lock.hpp"
#include "spendlens/store/publish.hpp"

namespace spendlens::ledger {

namespace {

constexpr std::string_view kFirstLine = "spendlens-rejects 1";
constexpr std::string_view kLastLine = "end";
constexpr std::uint64_t kMaxBytes = 4096;

/// LEDGER/.rejects: `places` of `segment` are to hold what lies in rejects/.next, its other ones nothing, once the
/// segment's file is the one of `sums`.
struct Journal {
  std::string segment;
  std::string sums;
  std::vector<std::string> places;  ///< names of files
};

std::string journal_path(const std::string& directory) { return directory + "/.rejects"; }
std::string next_directory(const std::string& directory) { return directory + "/rejects/.next"; }

std::string name_of(const std::string& segment, std::size_t kind, bool refused) {
  return fmt::format("{}{}{}.csv", segment, kRejectEndings.at(kind), refused ? kRefusedEnding : "");
}

std::string digest_of(const store::BlockSums& sums) {
  const std::string text = sums.text();
  return digest_text(digest(std::as_bytes(std::span(text))));
}

std::optional<std::string> word_after(const std::string& line, std::string_view key) {
  return line.starts_with(key) ? std::optional(line.substr(key.size())) : std::nullopt;
}

std::optional<Journal> parse(const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  Journal journal;
  if (!std::getline(lines, line) || line != kFirstLine) return std::nullopt;
  while (std::getline(lines, line) && line != kLastLine) {
    if (const auto segment = word_after(line, "segment "))
      journal.segment = *segment;
    else if (const auto sums = word_after(line, "sums "))
      journal.sums = *sums;
    else if (const auto place = word_after(line, "place "))
      journal.places.push_back(*place);
    else
      return std::nullopt;
  }
  const auto is_own = [&](const std::string& place) {
    for (std::size_t kind = 0; kind < kRejectEndings.size(); ++kind)
      if (place == name_of(journal.segment, kind, false)) return true;
    return false;
  };
  if (line != kLastLine || journal.sums.empty() || !std::all_of(journal.places.begin(), journal.places.end(), is_own))
    return std::nullopt;
  return journal;
}

std::optional<Journal> read_journal(const std::string& directory) {
  const std::string path = journal_path(directory);
  const std::optional<store::File> file = store::File::open_if_there(path);
  if (!file) return std::nullopt;
  std::string text(static_cast<std::size_t>(std::min(file->size(), kMaxBytes)), '\0');
  file->read_at(0, std::as_writable_bytes(std::span(text)));
  std::optional<Journal> journal = parse(text);
  try {
    if (journal) (void)segment_path(directory, journal->segment);
  } catch (const UsageError&) {
    journal.reset();
  }
  if (!journal)
    throw InputError(
        path + " is damaged: it tells which rejects belong to a segment; remove it, and import that segment again");
  return journal;
}

bool is_published(const std::string& directory, const Journal& journal) {
  const std::string path = segment_path(directory, journal.segment);
  return store::kind_of_path(path) != store::PathKind::kMissing && digest_of(store::sums_of(path)) == journal.sums;
}

void put_in_place(const std::string& directory, const Journal& journal) {
  for (std::size_t kind = 0; kind < kRejectEndings.size(); ++kind) {
    const std::string name = name_of(journal.segment, kind, false);
    const std::string next = next_directory(directory) + "/" + name;
    const std::string path = rejects_path(directory, journal.segment, kind, false);
    store::remove_file(rejects_path(directory, journal.segment, kind, true));
    if (std::find(journal.places.begin(), journal.places.end(), name) == journal.places.end()) store::remove_file(path);
    // Otherwise it is there since an earlier try
    else if (store::kind_of_path(next) != store::PathKind::kMissing)
      store::rename_file(next, path);
  }
}

}  // namespace

std::string rejects_path(const std::string& directory, const std::string& segment, std::size_t kind, bool refused) {
  return fmt::format("{}/rejects/{}", directory, name_of(segment, kind, refused));
}

void require_own_rejects(const std::string& segment) {
  for (const std::string_view ending : {kRejectEndings[1], kRejectEndings[2], kRejectEndings[3], kRefusedEnding})
    if (segment.ends_with(ending))
      throw UsageError(fmt::format(
          "a segment's name cannot end in {}: rejects/{}.csv is for rows of another segment's import; give another name",
          ending, segment));
}

RejectsPublication::RejectsPublication(std::string directory, std::string segment)
    : directory_(std::move(directory)), segment_(std::move(segment)) {
  const std::string rejects = directory_ + "/rejects";
  if (store::kind_of_path(rejects) == store::PathKind::kMissing) {
    store::make_directories(rejects);
    store::share_as_directory(rejects);
  }
  store::make_directories(next_directory(directory_));
  store::share_as_directory(next_directory(directory_));
}

std::string RejectsPublication::next_path(std::size_t kind) const {
  return next_directory(directory_) + "/" + name_of(segment_, kind, false);
}

void RejectsPublication::announce(const store::BlockSums& segment) {
  const auto places = store::names_in_directory(next_directory(directory_)).value_or(std::vector<std::string>());
  store::sync_directory(next_directory(directory_));
  std::string text = fmt::format("{}\nsegment {}\nsums {}\n", kFirstLine, segment_, digest_of(segment));
  for (const std::string& place : places) text += fmt::format("place {}\n", place);
  store::publish_text(journal_path(directory_), text + fmt::format("{}\n", kLastLine));
}

void RejectsPublication::finish() { finish_rejects(directory_); }

void RejectsPublication::refuse() {
  for (std::size_t kind = 0; kind < kRejectEndings.size(); ++kind) {
    const std::string path = rejects_path(directory_, segment_, kind, true);
    if (store::kind_of_path(next_path(kind)) == store::PathKind::kMissing)
      store::remove_file(path);
    else
      store::rename_file(next_path(kind), path);
  }
  store::sync_directory(directory_ + "/rejects");
}

RejectsPublication::~RejectsPublication() {
  try {
    finish_rejects(directory_);
  } catch (const std::exception&) {  // the next WriteLock tries again, and says what is wrong
  }
}

void finish_rejects(const std::string& directory) {
  const std::optional<Journal> journal = read_journal(directory);
  if (journal && is_published(directory, *journal)) {
    put_in_place(directory, *journal);
    store::sync_directory(directory + "/rejects");
  }
  if (journal) store::remove_file(journal_path(directory));
  if (store::kind_of_path(next_directory(directory)) != store::PathKind::kMissing)
    store::remove_tree(next_directory(directory));
}

}  // namespace spendlens::ledger
