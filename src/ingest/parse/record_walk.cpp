#include "ingest/parse/record_walk.hpp"

namespace spendlens::ingest {

RecordWalk::RecordWalk(const Block& block, const RecordScanner& scanner)
    : block_(block),
      // A row of HDF5 is one row however long its texts are.
      rules_(scanner.dialect(), block.line_per_record ? std::string_view::npos / 2 : scanner.max_bytes()),
      place_{block.file, block.first_line} {}

RecordEnd RecordWalk::end_of(std::size_t position) {
  const RecordEnd end = rules_.record_end(block_.bytes, position, block_.at_end, 0, open_quote_);
  if (end.complete) return end;
  // A block ends at a record's end: what seems to go on is a record that was found malformed, one line long.
  const auto line_end = block_.bytes.find('\n', position);
  return {line_end == std::string_view::npos ? block_.bytes.size() : line_end + 1, true, true};
}

}  // namespace spendlens::ingest
