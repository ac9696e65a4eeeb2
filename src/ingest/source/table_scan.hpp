#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ingest/source/table_file.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/duckdb/connection.hpp"
#include "spendlens/store/file.hpp"

/// For the processes in which DuckDB reads tables.
namespace spendlens::ingest {

/// What `work` gives; an InputError of DuckDB's becomes one about the file that it read as `path`. `format` is how it
/// was read.
[[noreturn]] void refuse_file(std::string reason, const std::string& path, const std::string& title,
                              const char* format);
template <class Work>
auto reading_file(const std::string& path, const std::string& title, const char* format, Work work) {
  try {
    return work();
  } catch (const InputError& error) {
    refuse_file(error.what(), path, title, format);
  }
}

/// A Parquet file that DuckDB reads by its descriptor: whatever the name holds, and whatever becomes of it meanwhile,
/// it is this file.
class ParquetScan {
 public:
  /// Throws IoError where it cannot be opened.
  ParquetScan(const std::string& path, std::string title);

  [[nodiscard]] std::string from() const;      ///< what stands behind FROM
  [[nodiscard]] std::string metadata() const;  ///< the path in quotes
  /// What stands behind from() to give rows [first, first + count) alone, in their order.
  [[nodiscard]] static std::string rows(std::uint64_t first, std::uint64_t count, bool has_row_numbers);

  /// As reading_file().
  template <class Work>
  auto reading(Work work) const {
    return reading_file(path_, title_, "Parquet", work);
  }

 private:
  store::File file_;
  std::string title_;
  std::string path_;
};

/// A connection for files that are not trusted.
[[nodiscard]] duckdb::Settings settings_of_reader();

/// The columns that a table offers: plain ones and lists of them as they are, of structs the fields.
[[nodiscard]] std::vector<TableColumn> table_columns(const std::vector<duckdb::Column>& columns,
                                                     std::map<std::string, std::string>& passed_over);

/// How the records of lists of structs that were passed over are reached in a file: "; its records lie in ...", with the
/// query; empty: there is no such list. `path`: as a user gives it.
[[nodiscard]] std::string way_to_lists(const std::map<std::string, std::string>& passed_over, const std::string& path);

}  // namespace spendlens::ingest
