#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "ingest/block_source.hpp"
#include "ingest/field_index.hpp"
#include "ingest/reading.hpp"
#include "ingest/record_scanner.hpp"
#include "ingest/rejects.hpp"

namespace spendlens::ingest {

/// A record without any quote, cut at its delimiters.
struct SplitRecord {
  std::string_view text;                     ///< with its line end
  std::span<const std::string_view> fields;  ///< at most one more than the most that was asked for
  bool is_plain = false;                     ///< all of it ASCII without NUL; false where that is not known
};

/// Goes through the records of a block of CSV like for_each_record, fast where they have no quotes. Local.
class RecordSplitter {
 public:
  /// `most_fields`: fields beyond that many and one are not told apart.
  RecordSplitter(const RecordScanner& scanner, std::size_t most_fields)
      : scanner_(scanner), index_(scanner.delimiter()), fields_(most_fields + 1) {}

  /// Calls for each record that is not blank, in order, either on_split(const SplitRecord&, place), where it has no quote
  /// and is within the scanner's limit, or on_record(text, place, malformed), whose text is not split.
  template <class OnSplit, class OnRecord>
  void for_each(const Block& block, OnSplit on_split, OnRecord on_record);

 private:
  /// Whether records of the block can be cut at line feeds at all.
  [[nodiscard]] bool is_splittable(const Block& block) const {
    const char delimiter = scanner_.delimiter();
    return !block.line_per_record && delimiter != '"' && delimiter != '\n' && delimiter != '\r';
  }

  RecordScanner scanner_;
  FieldIndex index_;
  std::vector<std::string_view> fields_;
};

template <class OnSplit, class OnRecord>
void RecordSplitter::for_each(const Block& block, OnSplit on_split, OnRecord on_record) {
  const std::string_view text = block.bytes;
  RecordWalk walk(block, scanner_);
  const bool splittable = is_splittable(block);
  const char delimiter = scanner_.delimiter();
  const std::size_t last_field = fields_.size() - 1;
  std::size_t record_begin = 0;
  while (record_begin < text.size()) {
    const std::size_t piece_begin = record_begin;
    if (splittable) {
      const std::string_view piece = text.substr(piece_begin, FieldIndex::kPieceBytes);
      index_.look_at(piece);
      const bool plain = index_.is_plain();
      std::size_t num_fields = 0;
      std::size_t field_begin = record_begin;
      for (const std::uint32_t offset : index_.places()) {
        const std::size_t at = piece_begin + offset;
        if (at < record_begin) continue;  // within a record that the scanner has read
        const char c = text[at];
        if (c == delimiter) {
          fields_[num_fields] = std::string_view(text.data() + field_begin, at - field_begin);
          num_fields += num_fields < last_field ? 1 : 0;
          field_begin = at + 1;
          continue;
        }
        if (c == '\n' && at > record_begin && text[record_begin] != '\r' && at + 1 - record_begin <= scanner_.max_bytes()) {
          const std::size_t field_end = at > field_begin && text[at - 1] == '\r' ? at - 1 : at;
          fields_[num_fields++] = std::string_view(text.data() + field_begin, field_end - field_begin);
          on_split(SplitRecord{text.substr(record_begin, at + 1 - record_begin), std::span(fields_).first(num_fields), plain}, walk.place());
          walk.pass_line();
          record_begin = at + 1;
        } else {
          record_begin = walk.read(record_begin, on_record);
        }
        num_fields = 0;
        field_begin = record_begin;
      }
    }
    // A record that is longer than the piece, or has no line end.
    if (record_begin == piece_begin) record_begin = walk.read(record_begin, on_record);
  }
}

}  // namespace spendlens::ingest
