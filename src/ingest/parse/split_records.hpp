#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "ingest/csv/field_index.hpp"
#include "ingest/csv/record_scanner.hpp"
#include "ingest/parse/record_walk.hpp"
#include "ingest/record/reject_reason.hpp"
#include "ingest/source/block_source.hpp"

namespace spendlens::ingest {

/// A record of one line, cut into its fields, unquoted.
struct SplitRecord {
  std::string_view text;                     ///< with its line end
  std::span<const std::string_view> fields;  ///< at most one more than the most that was asked for
  bool is_plain = false;                     ///< all of it ASCII without NUL; false where that is not known
};

/// Goes through the records of a block of CSV like for_each_record, fast where a record is one line without doubled
/// quotes: it is cut where a FieldIndex says, and nothing is copied. All others are left to the RecordScanner. Local.
class RecordSplitter {
 public:
  /// `most_fields`: fields beyond that many and one are not told apart.
  RecordSplitter(const RecordScanner& scanner, std::size_t most_fields)
      : scanner_(scanner), index_(scanner.delimiter()), fields_(most_fields + 2) {}

  /// Calls for each record that is not blank, in order, either on_split(const SplitRecord&, place), or
  /// on_record(text, place, malformed), whose text is not split.
  template <class OnSplit, class OnRecord>
  void for_each(const Block& block, OnSplit on_split, OnRecord on_record);

 private:
  /// Whether records of the block can be cut at line feeds at all.
  [[nodiscard]] bool is_splittable(const Block& block) const {
    const char delimiter = scanner_.delimiter();
    return !block.line_per_record && delimiter != '"' && delimiter != '\n' && delimiter != '\r';
  }

  void begin_record(std::size_t begin) {
    record_begin_ = begin;
    field_begin_ = begin;
    num_fields_ = 0;
  }
  /// Those beyond one too many take each other's place.
  void add_field(std::string_view field) {
    fields_[num_fields_] = field;
    num_fields_ += num_fields_ + 1 < fields_.size() ? 1U : 0U;
  }

  /// What a quoted field comes to: the index of its last place in the piece, and what to do there.
  struct QuotedField {
    enum class Then { kContinue, kRecordEnds, kUseScanner, kNextPiece };

    Then then = Then::kUseScanner;
    std::size_t place = 0;
  };
  /// The field that begins with the quote at places[place]. Where it is known to be simple it is added, and `place` is
  /// that of the delimiter or line feed behind it.
  [[nodiscard]] QuotedField take_quoted(std::string_view text, std::size_t piece_begin, std::size_t place);

  RecordScanner scanner_;
  FieldIndex index_;
  std::vector<std::string_view> fields_;
  std::size_t record_begin_ = 0;
  std::size_t field_begin_ = 0;
  std::size_t num_fields_ = 0;
};

template <class OnSplit, class OnRecord>
void RecordSplitter::for_each(const Block& block, OnSplit on_split, OnRecord on_record) {
  const std::string_view text = block.bytes;
  const char delimiter = scanner_.delimiter();
  const bool splittable = is_splittable(block);
  const char comment = scanner_.dialect().comment.value_or('\r');
  RecordWalk walk(block, scanner_);
  const auto split_record = [&](std::size_t line_feed) {
    const std::string_view record = text.substr(record_begin_, line_feed + 1 - record_begin_);
    on_split(SplitRecord{record, std::span(fields_).first(num_fields_), index_.is_plain()}, walk.place());
    walk.pass_line();
    begin_record(line_feed + 1);
  };
  const auto ask_scanner = [&] { begin_record(walk.read(record_begin_, on_record)); };
  begin_record(0);
  while (record_begin_ < text.size()) {
    const std::size_t piece_begin = record_begin_;
    begin_record(piece_begin);
    if (splittable) index_.index(text.substr(piece_begin, FieldIndex::kPieceBytes));
    const std::size_t num_places = splittable ? index_.places().size() : 0;
    for (std::size_t place = 0; place < num_places; ++place) {
      const std::size_t at = piece_begin + index_.places()[place];
      if (at < record_begin_) continue;  // within a record that the scanner has read
      const char c = text[at];
      if (c == delimiter) {
        add_field(std::string_view(text.data() + field_begin_, at - field_begin_));
        field_begin_ = at + 1;
      } else if (c == '\n') {
        // A line that may be blank, is a comment or too long, is the scanner's.
        if (at == record_begin_ || text[record_begin_] == '\r' || text[record_begin_] == comment ||
            at + 1 - record_begin_ > scanner_.max_bytes()) {
          ask_scanner();
          continue;
        }
        const std::size_t end = at > field_begin_ && text[at - 1] == '\r' ? at - 1 : at;
        add_field(std::string_view(text.data() + field_begin_, end - field_begin_));
        split_record(at);
      } else if (at == field_begin_) {  // elsewhere a quote is a character like any other
        if (text[record_begin_] == comment) {
          ask_scanner();
          continue;
        }
        const QuotedField quoted = take_quoted(text, piece_begin, place);
        if (quoted.then == QuotedField::Then::kNextPiece) break;
        if (quoted.then == QuotedField::Then::kUseScanner) {
          ask_scanner();
          continue;
        }
        place = quoted.place;
        if (quoted.then == QuotedField::Then::kRecordEnds) split_record(piece_begin + index_.places()[place]);
      }
    }
    // A record that is longer than the piece, or has no line end.
    if (record_begin_ == piece_begin) ask_scanner();
  }
}

}  // namespace spendlens::ingest
