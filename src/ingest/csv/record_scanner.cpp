#include "ingest/csv/record_scanner.hpp"

#include <algorithm>
#include <cstring>

namespace spendlens::ingest {

namespace {

/// The state behind a character that does not end the record.
QuoteState after(char c, const CsvDialect& dialect, QuoteState state) {
  const char delimiter = dialect.delimiter;
  switch (state) {
    case QuoteState::kQuoted:
      if (c == '"') return QuoteState::kQuoteInQuoted;
      return dialect.escape == c ? QuoteState::kEscapeInQuoted : QuoteState::kQuoted;
    case QuoteState::kEscapeInQuoted:
      return QuoteState::kQuoted;
    case QuoteState::kFieldStart:
      if (c == delimiter) return QuoteState::kFieldStart;
      return c == '"' ? QuoteState::kQuoted : QuoteState::kPlain;
    case QuoteState::kPlain:
      return c == delimiter ? QuoteState::kFieldStart : QuoteState::kPlain;
    case QuoteState::kQuoteInQuoted:
      if (c == delimiter) return QuoteState::kFieldStart;
      if (c == '"') return QuoteState::kQuoted;
      return c == '\r' ? QuoteState::kReturnAfterQuote : QuoteState::kTextAfterQuote;
    case QuoteState::kReturnAfterQuote:
    case QuoteState::kTextAfterQuote:
      break;
  }
  return QuoteState::kTextAfterQuote;
}

bool is_quoted(QuoteState state) { return state == QuoteState::kQuoted || state == QuoteState::kEscapeInQuoted; }

/// The first quote of the text at or after `begin`; its size where there is none.
std::size_t next_quote(std::string_view text, std::size_t begin) {
  const void* found = std::memchr(text.data() + begin, '"', text.size() - begin);
  return found == nullptr ? text.size() : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

/// What a record comes to that begins with a line.
enum class FirstLine : std::uint8_t { kIsRecord, kIsMalformed, kGoesOn };

/// Of a line with its line feed. From quote to quote, not character by character.
FirstLine look_at_quotes(std::string_view line, const CsvDialect& dialect) {
  const char delimiter = dialect.delimiter;
  if (delimiter == '"' || dialect.escape) return FirstLine::kGoesOn;  // not told here
  for (std::size_t quote = next_quote(line, 0); quote < line.size(); quote = next_quote(line, quote)) {
    const bool opens = quote == 0 || line[quote - 1] == delimiter;
    ++quote;
    if (!opens) continue;
    while (true) {
      quote = next_quote(line, quote) + 1;
      if (quote > line.size()) return FirstLine::kGoesOn;
      if (line[quote] != '"') break;  // there is a line feed at least
      ++quote;
    }
    const bool ends = line[quote] == delimiter || line[quote] == '\n' || line.substr(quote) == "\r\n";
    if (!ends) return FirstLine::kIsMalformed;
  }
  return FirstLine::kIsRecord;
}

}  // namespace

std::size_t RecordScanner::walk(std::string_view text, std::size_t begin, QuoteState& state) const {
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '\n' && !is_quoted(state)) return i + 1;
    state = after(text[i], dialect_, state);
    if (state == QuoteState::kTextAfterQuote) break;
  }
  return std::string_view::npos;
}

std::size_t RecordScanner::walk_record(std::string_view text, std::size_t begin, QuoteState& state,
                                       std::uint64_t text_begin, OpenQuoteSpan& open_quote) const {
  const std::uint64_t text_end = text_begin + text.size();
  std::uint64_t known_from = text_begin + begin;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '\n') {
      if (!is_quoted(state)) return i + 1;
      const std::uint64_t position = text_begin + i;
      if (position >= open_quote.begin && position < open_quote.end) {
        if (open_quote.end >= text_end || open_quote.state == QuoteState::kTextAfterQuote) {
          state = open_quote.state;
          return std::string_view::npos;
        }
        known_from = open_quote.begin;
        i = open_quote.end - text_begin - 1;
        state = open_quote.state;
        continue;
      }
    }
    state = after(text[i], dialect_, state);
    if (state == QuoteState::kTextAfterQuote) {
      open_quote = {known_from, text_begin + i + 1, state};
      return std::string_view::npos;
    }
  }
  open_quote = {known_from, text_end, state};
  return std::string_view::npos;
}

RecordEnd RecordScanner::record_end(std::string_view text, std::size_t begin, bool at_end, std::uint64_t text_begin,
                                    OpenQuoteSpan& open_quote) const {
  const void* found = std::memchr(text.data() + begin, '\n', text.size() - begin);
  const std::size_t line_end =
      found == nullptr ? text.size() : static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + 1;
  const bool quote =
      !is_comment(text.substr(begin)) && std::memchr(text.data() + begin, '"', line_end - begin) != nullptr;
  if (found != nullptr) {
    const FirstLine line =
        quote ? look_at_quotes(text.substr(begin, line_end - begin), dialect_) : FirstLine::kIsRecord;
    if (line != FirstLine::kGoesOn)
      return {line_end, line == FirstLine::kIsMalformed || line_end - begin > max_bytes_, true};
  }
  const std::size_t limit = std::min(text.size(), begin + max_bytes_ + 1);
  QuoteState state = QuoteState::kFieldStart;
  const std::size_t end =
      quote ? walk_record(text.substr(0, limit), begin, state, text_begin, open_quote) : std::string_view::npos;
  if (end != std::string_view::npos && end - begin <= max_bytes_) return {end, false, true};
  if (state == QuoteState::kTextAfterQuote || limit == begin + max_bytes_ + 1) {
    // Malformed, whatever follows: up to its first line end.
    return {line_end, true, found != nullptr || at_end};
  }
  if (!at_end) return {begin, false, false};
  return is_quoted(state) ? RecordEnd{line_end, true, true} : RecordEnd{text.size(), false, true};
}

std::size_t RecordScanner::first_record_inside_quotes(std::string_view text, std::size_t begin) const {
  QuoteState state = QuoteState::kQuoted;
  return walk(text.substr(0, std::min(text.size(), begin + max_bytes_)), begin, state);
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
      std::size_t i = begin + 1;
      while (i < record.size()) {
        const bool has_next = i + 1 < record.size();
        if (dialect_.escape == record[i]) {
          // Before any other character the escape is text.
          if (has_next && (record[i + 1] == '"' || record[i + 1] == record[i])) ++i;
        } else if (record[i] == '"') {
          if (!has_next || record[i + 1] != '"') break;
          ++i;
        }
        storage.push_back(record[i++]);
      }
      fields.emplace_back(storage.data() + start, storage.size() - start);
      // Behind the closing quote stands a delimiter, or the record ends.
      if (i + 1 >= record.size()) return;
      begin = i + 2;
      continue;
    }
    const std::size_t end = record.find(dialect_.delimiter, begin);
    fields.push_back(record.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) return;
    begin = end + 1;
  }
}

}  // namespace spendlens::ingest
