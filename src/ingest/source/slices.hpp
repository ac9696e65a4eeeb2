#pragma once

#include <cstdint>
#include <string>

#include "ingest/csv/record_scanner.hpp"
#include "spendlens/comm/communicator.hpp"

namespace spendlens::ingest {

/// The records of a file that one rank reads: those that begin in [begin, end).
struct Slice {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint64_t first_line = 1;  ///< physical line of `begin`
};

/// Cuts the records of [data_begin, file_bytes) into one slice a rank; together they are what a reader from the
/// beginning would see, whatever quotes the file holds.
///
/// Nominal cuts are moved to the next line start. There the reader is at a record's start or inside a quoted field;
/// each rank follows both hypotheses through its region, and one gather decides which one holds, rank by rank. Where
/// neither does (a record over the limit ended between), that rank reads its region again from where the one before
/// ended, and it is decided again.
///
/// Collective.
[[nodiscard]] Slice slice_file(comm::Communicator& communicator, const std::string& path, std::uint64_t file_bytes,
                               std::uint64_t data_begin, std::uint64_t first_line, const RecordScanner& scanner);

}  // namespace spendlens::ingest
