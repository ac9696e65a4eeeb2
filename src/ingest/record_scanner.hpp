#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace spendlens::ingest {

/// A record over this many bytes is one bad row.
inline constexpr std::size_t kMaxRecordBytes = std::size_t{1} << 20;

/// Where a record ends and whether it is one.
struct RecordEnd {
  std::size_t end = 0;      ///< first byte of the next record
  bool malformed = false;   ///< an unclosed quote, or too long: the record is its first line only
  bool complete = true;     ///< false: the text ends before it is known; more of it is needed
};

/// The rules of a CSV record, in one place. A quote opens a quoted field only as a field's first character; inside, two
/// quotes are one; what follows the closing quote belongs to the field (as Python's csv reads it). A record ends with
/// LF or CRLF outside quotes, or with the text. A record over `max_bytes` or with an unclosed quote ends at its first
/// line end and is malformed. Works on the text it is given; knows nothing of files.
class RecordScanner {
 public:
  explicit RecordScanner(char delimiter, std::size_t max_bytes = kMaxRecordBytes) : delimiter_(delimiter), max_bytes_(max_bytes) {}

  [[nodiscard]] std::size_t max_bytes() const { return max_bytes_; }
  [[nodiscard]] char delimiter() const { return delimiter_; }

  /// The end of the record that begins at `begin`. `at_end`: nothing follows the text.
  [[nodiscard]] RecordEnd record_end(std::string_view text, std::size_t begin, bool at_end) const;

  /// Where the first record begins if `begin` lies inside a quoted field; npos where that is not within max_bytes.
  [[nodiscard]] std::size_t first_record_inside_quotes(std::string_view text, std::size_t begin) const;

  /// Splits a record (without or with its line end) into fields, unquoted. Views are on the record or on `storage`,
  /// which must not move while they are used.
  void split(std::string_view record, std::vector<std::string_view>& fields, std::string& storage) const;

 private:
  /// Walks from a field's start (or from inside quotes); returns the first byte after the record's line end, or npos.
  [[nodiscard]] std::size_t walk(std::string_view text, std::size_t begin, bool quoted, bool& ends_quoted) const;

  char delimiter_;
  std::size_t max_bytes_;
};

}  // namespace spendlens::ingest
