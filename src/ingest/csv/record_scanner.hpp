#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spendlens::ingest {

/// A record over this many bytes is one bad row.
inline constexpr std::size_t kMaxRecordBytes = std::size_t{1} << 20;

/// The end of a record, and whether it is one.
struct RecordEnd {
  std::size_t end = 0;  ///< first byte of the next record
  /// Text after a closing quote, an unclosed quote, or too long: the record is its first line only
  bool malformed = false;
  bool complete = true;  ///< false: the text ends before it is known; more of it is needed
};

enum class QuoteState : std::uint8_t {
  kFieldStart,
  kPlain,
  kQuoted,
  kEscapeInQuoted,    ///< the next character stands for itself
  kQuoteInQuoted,     ///< it closes the field, unless another one follows
  kReturnAfterQuote,  ///< a carriage return behind the closing quote: a line feed must follow
  kTextAfterQuote,    ///< no record, whatever follows
};

/// What is known from a record whose end was not found: all line ends in [begin, end) lie inside its quotes. A record
/// that begins later and passes one of them inside quotes goes the same way, so it does not end there either, and need
/// not be read again up to `end`, where the state is `state`. Without this each line of a text with an unclosed quote
/// could cost a walk of max_bytes. The same holds where text follows the closing quote (kTextAfterQuote, just before
/// `end`): each record that comes to it from within the quotes is malformed. Positions count from the beginning of the
/// whole text, whatever part of it is at hand.
struct OpenQuoteSpan {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  QuoteState state = QuoteState::kQuoted;
};

/// The characters that a CSV text is made with.
struct CsvDialect {
  char delimiter = ',';
  std::optional<char> escape;   ///< before a quote or itself, within quotes
  std::optional<char> comment;  ///< a record that begins with it is its first line, whatever that holds
};

/// The rules of a CSV record, in one place. A quote opens a quoted field only as a field's first character; inside, two
/// quotes are one, as are the escape and a quote or two escapes; after the closing quote nothing but a delimiter, a
/// line end or the end of the text may follow. A record ends with LF or CRLF outside quotes, or with the text. A record
/// over `max_bytes`, with text after a closing quote or with an unclosed quote ends at its first line end and is
/// malformed: the next one begins on the next physical line, whatever line the fault stands on. So what is a record
/// depends on the text from its first byte alone, and a stray quote costs its own line. Works on the text it is given;
/// knows nothing of files.
class RecordScanner {
 public:
  explicit RecordScanner(char delimiter, std::size_t max_bytes = kMaxRecordBytes)
      : RecordScanner(CsvDialect{delimiter, {}, {}}, max_bytes) {}
  explicit RecordScanner(const CsvDialect& dialect, std::size_t max_bytes = kMaxRecordBytes)
      : dialect_(dialect), max_bytes_(max_bytes) {}

  [[nodiscard]] std::size_t max_bytes() const { return max_bytes_; }
  [[nodiscard]] char delimiter() const { return dialect_.delimiter; }
  [[nodiscard]] const CsvDialect& dialect() const { return dialect_; }
  /// Whether it is a comment that begins with this text.
  [[nodiscard]] bool is_comment(std::string_view text) const {
    return dialect_.comment && text.starts_with(*dialect_.comment);
  }

  /// The end of the record that begins at `begin`. `at_end`: nothing follows the text.
  [[nodiscard]] RecordEnd record_end(std::string_view text, std::size_t begin, bool at_end) const {
    OpenQuoteSpan unknown;
    return record_end(text, begin, at_end, 0, unknown);
  }
  /// The same for one record after the other of a text whose part `text` begins at `text_begin`; `open_quote` is for
  /// all of them, empty at first, and of no other text or scanner.
  [[nodiscard]] RecordEnd record_end(std::string_view text, std::size_t begin, bool at_end, std::uint64_t text_begin,
                                     OpenQuoteSpan& open_quote) const;

  /// The begin of the first record if `begin` lies inside a quoted field of a sound record; npos where none can end
  /// from there within max_bytes.
  [[nodiscard]] std::size_t first_record_inside_quotes(std::string_view text, std::size_t begin) const;

  /// Splits a sound record (without or with its line end) into fields, unquoted. Views are on the record or on
  /// `storage`, which must not move while they are used.
  void split(std::string_view record, std::vector<std::string_view>& fields, std::string& storage) const;

 private:
  /// Walks on in `state`; returns the first byte after the record's line end, or npos and the state at the text's end
  /// or at text after a closing quote.
  [[nodiscard]] std::size_t walk(std::string_view text, std::size_t begin, QuoteState& state) const;
  /// The same from a record's start, by what `open_quote` knows; notes there what it learns where there is no end.
  /// The state is not told where the open_quote goes beyond the text.
  [[nodiscard]] std::size_t walk_record(std::string_view text, std::size_t begin, QuoteState& state,
                                        std::uint64_t text_begin, OpenQuoteSpan& open_quote) const;

  CsvDialect dialect_;
  std::size_t max_bytes_;
};

}  // namespace spendlens::ingest
