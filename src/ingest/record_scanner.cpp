#include "ingest/record_scanner.hpp"

#include <algorithm>
#include <cstring>

namespace spendlens::ingest {

std::size_t RecordScanner::walk(std::string_view text, std::size_t begin, bool quoted, bool& ends_quoted) const {
  enum class State { kFieldStart, kPlain, kQuoted, kQuoteInQuoted };
  State state = quoted ? State::kQuoted : State::kFieldStart;
  for (std::size_t i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (state == State::kQuoted) {
      if (c == '"') state = State::kQuoteInQuoted;
      continue;
    }
    if (c == '\n') return i + 1;
    if (c == delimiter_) state = State::kFieldStart;
    else if (c == '"' && (state == State::kFieldStart || state == State::kQuoteInQuoted)) state = State::kQuoted;
    else state = State::kPlain;
  }
  ends_quoted = state == State::kQuoted;
  return std::string_view::npos;
}

RecordEnd RecordScanner::record_end(std::string_view text, std::size_t begin, bool at_end) const {
  const void* found = std::memchr(text.data() + begin, '\n', text.size() - begin);
  const std::size_t line_end = found == nullptr ? text.size() : static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + 1;
  const bool quote = std::memchr(text.data() + begin, '"', line_end - begin) != nullptr;
  // No quote in the line: the record is the line.
  if (!quote && found != nullptr) return {line_end, line_end - begin > max_bytes_, true};
  const std::size_t limit = std::min(text.size(), begin + max_bytes_ + 1);
  bool ends_quoted = false;
  const std::size_t end = quote ? walk(text.substr(0, limit), begin, false, ends_quoted) : std::string_view::npos;
  if (end != std::string_view::npos && end - begin <= max_bytes_) return {end, false, true};
  if (limit == begin + max_bytes_ + 1) {
    // Too long, whatever follows: up to its first line end.
    return {line_end, true, found != nullptr || at_end};
  }
  if (!at_end) return {begin, false, false};
  return ends_quoted ? RecordEnd{line_end, true, true} : RecordEnd{text.size(), false, true};
}

std::size_t RecordScanner::first_record_inside_quotes(std::string_view text, std::size_t begin) const {
  bool ends_quoted = false;
  return walk(text.substr(0, std::min(text.size(), begin + max_bytes_)), begin, true, ends_quoted);
}

void RecordScanner::split(std::string_view record, std::vector<std::string_view>& fields, std::string& storage) const {
  fields.clear();
  storage.clear();
  if (record.ends_with('\n')) record.remove_suffix(1);
  if (record.ends_with('\r')) record.remove_suffix(1);
  // Unquoted texts are never longer than the record: no reallocation, so views stay good.
  storage.reserve(record.size());
  std::size_t begin = 0;
  while (true) {
    if (begin < record.size() && record[begin] == '"') {
      const std::size_t start = storage.size();
      bool quoted = true;
      std::size_t i = begin + 1;
      for (; i < record.size(); ++i) {
        const char c = record[i];
        if (!quoted && c == delimiter_) break;
        if (quoted && c == '"') {
          if (i + 1 < record.size() && record[i + 1] == '"') storage.push_back(record[i++]);
          else quoted = false;
          continue;
        }
        storage.push_back(c);
      }
      fields.emplace_back(storage.data() + start, storage.size() - start);
      if (i >= record.size()) return;
      begin = i + 1;
      continue;
    }
    const std::size_t end = record.find(delimiter_, begin);
    fields.push_back(record.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) return;
    begin = end + 1;
  }
}

}  // namespace spendlens::ingest
