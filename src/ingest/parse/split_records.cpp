#include "ingest/parse/split_records.hpp"

namespace spendlens::ingest {

RecordSplitter::QuotedField RecordSplitter::take_quoted(std::string_view text, std::size_t piece_begin,
                                                        std::size_t place) {
  using Then = QuotedField::Then;
  const std::span<const std::uint32_t> places = index_.places();
  const std::size_t begin = piece_begin + places[place] + 1;
  std::size_t next = place + 1;
  while (next < places.size() && text[piece_begin + places[next]] == scanner_.delimiter()) ++next;
  if (next >= places.size()) return {Then::kNextPiece};
  const std::size_t closing = piece_begin + places[next];
  // A line feed within quotes, or a quote that may be escaped.
  if (text[closing] != '"') return {Then::kUseScanner};
  if (const auto escape = scanner_.dialect().escape;
      escape && text.substr(begin, closing - begin).find(*escape) != std::string_view::npos)
    return {Then::kUseScanner};
  std::size_t behind = closing + 1;
  if (behind < text.size() && text[behind] == '\r') ++behind;
  if (next + 1 >= places.size()) return {Then::kNextPiece};
  // Another quote, or something between the quote and the end of the field.
  if (piece_begin + places[next + 1] != behind || text[behind] == '"') return {Then::kUseScanner};
  const bool ends = text[behind] == '\n';
  if (!ends && behind != closing + 1) return {Then::kUseScanner};
  if (ends && behind + 1 - record_begin_ > scanner_.max_bytes()) return {Then::kUseScanner};
  add_field(text.substr(begin, closing - begin));
  field_begin_ = behind + 1;
  return {ends ? Then::kRecordEnds : Then::kContinue, next + 1};
}

}  // namespace spendlens::ingest
