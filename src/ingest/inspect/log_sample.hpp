#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/inspect/column_facts.hpp"
#include "ingest/inspect/sample.hpp"
#include "ingest/inspect/text_layout.hpp"
#include "ingest/inspect/trial.hpp"
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
  bool is_whole = false;
  std::uint64_t rows_estimated = 0;

  [[nodiscard]] TrialRows rows() const;
};

/// Throws InputError, IoError.
[[nodiscard]] LogSample read_log_sample(const std::string& path);

/// Reads the rows of HDF5 again, with floats of money and times as `options` have import read them.
void render_again(LogSample& sample, const ImportOptions& options);

/// Adds the sample's rows that have all columns to the table, which has its names.
void add_rows(const LogSample& sample, Table& table);

}  // namespace spendlens::ingest
