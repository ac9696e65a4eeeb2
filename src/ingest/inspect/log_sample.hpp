#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/inspect/column_facts.hpp"
#include "ingest/inspect/sample.hpp"
#include "ingest/inspect/temporary_directory.hpp"
#include "ingest/inspect/text_layout.hpp"
#include "ingest/inspect/trial.hpp"
#include "ingest/source/table_file.hpp"
#include "spendlens/ingest/import.hpp"

namespace spendlens::ingest {

/// A file of a log as it was looked at: its columns and some of its rows.
struct LogSample {
  InputFile file;
  TextLayout layout;
  std::string encoding = "utf-8";
  std::vector<std::string> names;
  std::string records;              ///< CSV in UTF-8 of the first rows
  std::uint64_t first_line = 1;     ///< of `records`
  std::vector<std::string> pieces;  ///< CSV of rows from elsewhere
  std::vector<LogSample> others;    ///< of more files of the same columns
  bool is_whole = false;
  std::uint64_t rows_estimated = 0;

  std::shared_ptr<TableInspector> tables;  ///< of a table: what reads it
  /// How JSON was compressed, and where what was made of it lies
  std::optional<InputKind> json_compression;
  std::shared_ptr<const TemporaryDirectory> json_directory;
  std::string way_to_lists;   ///< of JSON, as way_to_lists() tells it
  bool has_accounts = false;  ///< of JSON: there is a list of accounts, too

  [[nodiscard]] bool is_of_rows() const { return file.kind == InputKind::kHdf5 || file.kind == InputKind::kTable; }
  [[nodiscard]] TrialRows rows() const;
};

/// `tables` reads all files that DuckDB reads. Throws InputError, IoError.
[[nodiscard]] LogSample read_log_sample(const std::string& path, const std::shared_ptr<TableInspector>& tables);

/// Reads the rows of HDF5 or a table again, with floats of money and times as `options` have import read them.
void render_again(LogSample& sample, const ImportOptions& options);

/// Adds the sample's rows that have all columns to the table, which has its names.
void add_rows(const LogSample& sample, Table& table);

}  // namespace spendlens::ingest
