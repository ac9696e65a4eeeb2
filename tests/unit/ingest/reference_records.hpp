#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace spendlens::test {

/// A record of a text, as a reader from the text's beginning sees it.
struct ReferenceRecord {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint64_t line = 1;
  bool malformed = false;
};

/// The rules of a CSV record once more, written to be read: one character after the other, no look at the whole.
inline ReferenceRecord reference_record(std::string_view text, std::size_t begin, std::size_t max_bytes,
                                        char delimiter) {
  bool in_quotes = false;
  bool field_is_empty = true;
  bool ended = false;
  bool text_after_quote = false;
  std::size_t i = begin;
  while (i < text.size() && !ended && !text_after_quote) {
    const char c = text[i++];
    if (in_quotes) {
      const bool doubled = c == '"' && i < text.size() && text[i] == '"';
      if (doubled)
        ++i;
      else if (c == '"') {
        in_quotes = false;
        const std::string_view rest = text.substr(i);
        const bool field_ends =
            rest.empty() || rest[0] == delimiter || rest[0] == '\n' || rest == "\r" || rest.starts_with("\r\n");
        text_after_quote = !field_ends;
      }
    } else if (c == '\n') {
      ended = true;
    } else if (c == delimiter) {
      field_is_empty = true;
    } else {
      in_quotes = c == '"' && field_is_empty;
      field_is_empty = false;
    }
  }
  const bool unclosed = !ended && in_quotes;
  if (!unclosed && !text_after_quote && i - begin <= max_bytes) return {begin, i, 1, false};
  const std::size_t line_end = text.find('\n', begin);
  return {begin, line_end == std::string_view::npos ? text.size() : line_end + 1, 1, true};
}

/// All records from `begin` on, whose line is `line`; blank ones too.
inline std::vector<ReferenceRecord> reference_records(std::string_view text, std::size_t begin, std::uint64_t line,
                                                      std::size_t max_bytes, char delimiter = ',') {
  std::vector<ReferenceRecord> records;
  while (begin < text.size()) {
    ReferenceRecord record = reference_record(text, begin, max_bytes, delimiter);
    record.line = line;
    for (std::size_t i = record.begin; i < record.end; ++i) line += text[i] == '\n' ? 1U : 0U;
    begin = record.end;
    records.push_back(record);
  }
  return records;
}

inline bool is_blank_record(std::string_view record) {
  return record.find_first_not_of("\r\n") == std::string_view::npos;
}

/// A text of few different characters, so that every turn of the rules comes up often.
inline std::string quote_rich_text(std::mt19937& random, std::size_t length,
                                   std::string_view alphabet = "\"\"\",,\n\nab\r") {
  std::string text(length, ' ');
  for (char& c : text) c = alphabet[random() % alphabet.size()];
  return text;
}

/// Mostly sound records with quoted line ends, now and then an unclosed quote or an empty line.
inline std::string sound_text(std::mt19937& random, std::size_t num_records) {
  std::string text;
  for (std::size_t i = 0; i < num_records; ++i) {
    const auto kind = random() % 20;
    if (kind == 0)
      text += "\"open,";
    else if (kind < 8)
      text.append(1, '"').append(quote_rich_text(random, random() % 12, "\n,ab")).append("\",");
    else if (kind == 8)
      text += "\n";
    text += quote_rich_text(random, random() % 10, ",abc") + (random() % 3 == 0 ? "\r\n" : "\n");
  }
  if (random() % 3 == 0) text += "last,one";
  return text;
}

}  // namespace spendlens::test
