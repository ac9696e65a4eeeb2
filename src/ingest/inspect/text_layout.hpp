#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/csv/record_scanner.hpp"

namespace spendlens::ingest {

/// How a text is laid out as a table.
struct TextLayout {
  CsvDialect dialect;
  bool has_header = true;
  std::uint64_t skip_lines = 0;  ///< before the header or the first record, as --skip-lines counts
  bool has_quotes = false;       ///< a field is quoted
  std::size_t num_columns = 0;   ///< 0: no table was found
};

/// A record of a text, cut into fields.
struct TextRecord {
  std::uint64_t line = 1;  ///< physical line of its first byte, from 1
  std::vector<std::string> fields;
  bool is_malformed = false;
};

/// The records of a text, up to so many; blank lines are none.
[[nodiscard]] std::vector<TextRecord> records_of(std::string_view text, const CsvDialect& dialect, bool at_end,
                                                 std::size_t most_records);

/// The layout under which most of the text is a table: what stands between fields, what escapes quotes, where the
/// header is. `text`: a file's beginning.
[[nodiscard]] TextLayout find_layout(std::string_view text, bool is_whole);

/// Whether a field looks like a value of a log, not like a name: a date or a number.
[[nodiscard]] bool looks_like_value(std::string_view field);

}  // namespace spendlens::ingest
