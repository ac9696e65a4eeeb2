#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/core/serialization.hpp"
#include "spendlens/store/reader_process.hpp"

/// Tables that DuckDB reads: Parquet files, and what becomes one first (JSON, the rows of a query). DuckDB parses in
/// processes of its own alone.
namespace spendlens::ingest {

struct InputFile;

/// What DuckDB calls the number of a row in its file.
inline constexpr const char* kRowNumber = "file_row_number";

/// A column of a table as fields are looked for in it: one of the file, or a field of a struct, "customer.id".
struct TableColumn {
  std::string name;
  std::string type;        ///< as SQL has it: "DECIMAL(10,2)"
  std::string expression;  ///< SQL that gives it

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, name, type, expression);
  }
};

struct TableDescription {
  std::vector<TableColumn> columns;
  std::map<std::string, std::string> passed_over;  ///< what is no column, and why
  std::uint64_t num_rows = 0;
  std::vector<std::uint64_t> group_begins;  ///< first row of each row group; none where there are very many

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    serialize_fields(archive, columns, passed_over, num_rows, group_begins);
  }
};

/// Some rows of a table, and how their numbers are written (TableTextOptions).
struct TableRows {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  bool decimal_comma = false;
  bool round_amounts = false;
};

/// What looks at tables, in one process for all of them.
class TableInspector {
 public:
  TableInspector();
  ~TableInspector();

  /// `title` is what messages call the file. Throws InputError where there is no DuckDB, or the file is damaged;
  /// IoError.
  [[nodiscard]] TableDescription describe(const std::string& path, const std::string& title);
  /// Rows [first, first + count) of a table whose columns are known (keep_columns_read(), keep_all_columns()), as the
  /// CSV records that import would have of them.
  [[nodiscard]] std::string sample(const InputFile& file, const TableRows& rows);

 private:
  [[nodiscard]] std::string ask(const std::string& question, const std::string& title);

  std::unique_ptr<store::ReaderProcess> process_;
};

}  // namespace spendlens::ingest
