#include "ledger/erase/erase_rejects.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

#include "spendlens/core/hashing.hpp"
#include "spendlens/store/file.hpp"
#include "spendlens/store/output_file.hpp"
#include "spendlens/store/temporary_file.hpp"

namespace spendlens::ledger {

namespace {

constexpr std::size_t kChunkBytes = std::size_t{4} << 20;
constexpr std::size_t kMostRecordBytes = std::size_t{1} << 20;

/// Where the record ends that begins `text`, behind its line feed: where a quoted field goes on over ends of lines,
/// behind the line where it closes. A quote opens a field as its first character only; one that never closes is none.
std::size_t end_of_record(std::string_view text) {
  const std::string_view possible = text.substr(0, kMostRecordBytes);
  bool is_quoted = false;
  bool begins = true;
  std::size_t first_line = 0;
  for (std::size_t i = 0; i < possible.size(); ++i) {
    const char c = possible[i];
    if (c == '"' && (is_quoted || begins)) is_quoted = !is_quoted;
    begins = c == ',' || c == ';' || c == '\t' || c == '|' || (c == '"' && !is_quoted);
    if (c != '\n') continue;
    if (!is_quoted) return i + 1;
    if (first_line == 0) first_line = i + 1;
  }
  return first_line > 0 ? first_line : possible.size();
}

/// As it is written, or as it reads where quotes within fields are doubled.
bool names_one(std::string_view record, IdSet& ids) {
  bool any = ids.is_named_in(record);
  if (record.find("\"\"") == std::string_view::npos) return any;
  std::string plain;
  for (std::size_t i = 0; i < record.size(); ++i) {
    plain.push_back(record[i]);
    if (record[i] == '"' && i + 1 < record.size() && record[i + 1] == '"') ++i;
  }
  return ids.is_named_in(plain) || any;
}

/// Reads a file record by record.
class Records {
 public:
  explicit Records(const std::string& path) : file_(store::File::open_to_read(path)) {}

  /// Empty after the last. A view until the next call.
  [[nodiscard]] std::string_view next() {
    begin_ += length_;
    if (text_.size() - begin_ < kMostRecordBytes && !is_at_end_) fill();
    const std::string_view rest = std::string_view(text_).substr(begin_);
    length_ = rest.empty() ? 0 : end_of_record(rest);
    return rest.substr(0, length_);
  }

 private:
  void fill() {
    text_.erase(0, begin_);
    begin_ = 0;
    const std::size_t kept = text_.size();
    text_.resize(kept + kChunkBytes);
    const std::size_t got = file_.read_some(position_, std::as_writable_bytes(std::span(text_)).subspan(kept));
    text_.resize(kept + got);
    position_ += got;
    is_at_end_ = got == 0;
    if (got > 0 && text_.size() < kMostRecordBytes) fill();
  }

  store::File file_;
  std::uint64_t position_ = 0;
  std::string text_;
  std::size_t begin_ = 0;
  std::size_t length_ = 0;
  bool is_at_end_ = false;
};

bool any_record_names_one(const std::string& path, IdSet& ids) {
  Records records(path);
  bool any = false;
  for (std::string_view record = records.next(); !record.empty(); record = records.next())
    any = names_one(record, ids) || any;
  return any;
}

ErasedFile rewrite(const std::string& path, const std::string& name, IdSet& ids) {
  ErasedFile erased{name, "", "", 0};
  Records records(path);
  store::OutputFile file(path);
  DigestStream before;
  DigestStream after;
  std::uint64_t written = 0;
  for (std::string_view record = records.next(); !record.empty(); record = records.next()) {
    const auto bytes = std::as_bytes(std::span(record));
    before.update(bytes);
    if (names_one(record, ids)) {
      ++erased.rows;
      continue;
    }
    after.update(bytes);
    file.write_at(written, bytes);
    written += bytes.size();
  }
  file.publish();
  erased.digest_before = digest_text(before.finish());
  erased.digest_after = digest_text(after.finish());
  return erased;
}

}  // namespace

std::vector<ErasedFile> erase_rejects(const std::string& ledger, IdSet& ids) {
  const std::string directory = ledger + "/rejects";
  store::remove_abandoned_temporaries(directory);  // an erasure that was ended may have left one with an id in it
  std::vector<ErasedFile> erased;
  for (const std::string& name : store::names_in_directory(directory).value_or(std::vector<std::string>())) {
    const std::string path = directory + "/" + name;
    if (!name.ends_with(".csv") || store::kind_of_path(path) != store::PathKind::kFile) continue;
    if (any_record_names_one(path, ids)) erased.push_back(rewrite(path, "rejects/" + name, ids));
  }
  return erased;
}

}  // namespace spendlens::ledger
