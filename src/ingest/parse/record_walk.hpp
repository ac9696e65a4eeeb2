#pragma once

#include <algorithm>
#include <string_view>

#include "ingest/csv/record_scanner.hpp"
#include "ingest/record/reject_reason.hpp"
#include "ingest/source/block_source.hpp"

namespace spendlens::ingest {

/// One record of a block after the other, by the scanner's rules, with its place. Local.
class RecordWalk {
 public:
  RecordWalk(const Block& block, const RecordScanner& scanner);

  /// Reads the record at `position`; calls use(record, place, malformed) where it is not blank. Returns where the next
  /// one begins.
  template <class Use>
  std::size_t read(std::size_t position, Use& use) {
    const RecordEnd end = end_of(position);
    const std::string_view record = block_.bytes.substr(position, end.end - position);
    if (block_.line_per_record || !is_blank(record)) use(record, place_, end.malformed);
    place_.line +=
        block_.line_per_record ? 1 : static_cast<std::uint64_t>(std::count(record.begin(), record.end(), '\n'));
    return end.end;
  }

  /// The place of the next record.
  [[nodiscard]] RejectPlace place() const { return place_; }
  /// The next record was read elsewhere, and is one line.
  void pass_line() { ++place_.line; }

 private:
  [[nodiscard]] RecordEnd end_of(std::size_t position);
  [[nodiscard]] static bool is_blank(std::string_view record) {
    return record.find_first_not_of("\r\n") == std::string_view::npos;
  }

  const Block& block_;
  RecordScanner rules_;
  OpenQuoteSpan open_quote_;
  RejectPlace place_;
};

/// Calls use(record, place, malformed) for each record of a block that is not blank.
template <class Use>
void for_each_record(const Block& block, const RecordScanner& scanner, Use use) {
  RecordWalk walk(block, scanner);
  for (std::size_t position = 0; position < block.bytes.size();) position = walk.read(position, use);
}

}  // namespace spendlens::ingest
