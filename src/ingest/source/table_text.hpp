#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ingest/csv/record_scanner.hpp"
#include "spendlens/duckdb/connection.hpp"

namespace spendlens::ingest {

/// How the cells of a table become text.
struct TableTextOptions {
  CsvDialect dialect;
  bool decimal_comma = false;  ///< how numbers are written, as CSV would have them
  bool round_amounts = false;  ///< floats of money that are no cents are written as they print
};

/// Writes the rows of a chunk as CSV records with their line ends, null as an empty field: whole numbers and decimals
/// exactly, times as "2025-07-01 13:45:00" (those of UTC with a Z behind; a fraction of a second is dropped), texts as
/// they are. `is_money` says which columns are amounts of money.
class TableText {
 public:
  /// `text` must outlive it.
  TableText(const TableTextOptions& options, std::vector<bool> is_money, std::string& text)
      : options_(options), is_money_(std::move(is_money)), text_(text) {}

  void append_rows(const duckdb::Rows& rows);

 private:
  void append(const duckdb::Column& column, const duckdb::Values& values, std::size_t row, bool is_money);
  void append_number(std::string_view digits);

  TableTextOptions options_;
  std::vector<bool> is_money_;
  std::string& text_;
};

}  // namespace spendlens::ingest
