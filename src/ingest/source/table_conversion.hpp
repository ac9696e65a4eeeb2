#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "spendlens/ingest/record_kind.hpp"

namespace spendlens::ingest {

/// The place in which DuckDB works while it writes a table, and how much it may take.
struct ConversionSpace {
  std::string target;     ///< Parquet file to write
  std::string temporary;  ///< folder for what is beyond the memory
  int threads = 1;
  std::uint64_t memory_bytes = std::uint64_t{1} << 30;
};

struct JsonFile {
  std::string path;
  std::string title;
  std::string compression = "uncompressed";  ///< or gzip, zstd
  RecordKind records = RecordKind::kTransactions;
  std::uint64_t most_rows = 0;  ///< only so many records from the beginning, which are all that is looked at; 0: all
};

/// Both write a table's rows as Parquet in a process of their own, and give what is no column of it, with the reason.
/// Throws InputError where there is no DuckDB.
///
/// JSON: an array of objects, or one object after the other; fields of objects within are columns ("customer.id"). One
/// object with a list of the kind's name ("transactions") stands for that list. Every value is a text, as it is
/// written: what it means is told by the options of the import, as for CSV. Throws InputError where it is damaged.
[[nodiscard]] std::map<std::string, std::string> json_to_table(const JsonFile& file, const ConversionSpace& space);

/// The rows of the last statement of a text of SQL, after those before it. Throws UsageError where it is no SQL or
/// names what is not there, InputError where it fails.
[[nodiscard]] std::map<std::string, std::string> query_to_table(const std::string& sql, const ConversionSpace& space);

}  // namespace spendlens::ingest
