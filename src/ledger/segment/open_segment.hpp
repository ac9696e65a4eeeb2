#pragma once

#include <memory>
#include <string>
#include <vector>

#include "spendlens/ledger/ledger.hpp"

namespace spendlens::ledger {

/// A segment with what the ledger settles over all of them.
struct OpenedSegment {
  Segment segment;
  std::string currency;
  std::string timezone;
  std::vector<std::string> merchants;  ///< its own dictionaries
  std::vector<std::string> categories;
  std::vector<NamedTexts> dimensions;
};

/// Takes a segment's open file with a verified layout and checks that it is a segment of a version that can be read,
/// with the columns that it must have, of their types and lengths, sound indexes and sorted dictionaries. Local.
/// Throws InputError naming the file.
[[nodiscard]] OpenedSegment open_segment(std::shared_ptr<store::ColumnFileReader> file, const std::string& name);

/// The ledger of a directory's segments, which are open, in the order of their names, at least one. Local.
/// Throws InputError where they disagree.
[[nodiscard]] Ledger ledger_of(const std::string& directory, std::vector<OpenedSegment> opened);

}  // namespace spendlens::ledger
