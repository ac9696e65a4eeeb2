#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ingest/inspect/log_sample.hpp"
#include "ingest/source/block_source.hpp"

namespace spendlens::ingest {

/// The first rows of a table that DuckDB reads, and rows from elsewhere in it. `file` is Parquet, or what was made of
/// JSON. Throws InputError, IoError.
[[nodiscard]] LogSample read_table_sample(const InputFile& file, std::shared_ptr<TableInspector> tables);

/// The same of JSON: of a long file the first rows alone.
[[nodiscard]] LogSample read_json_sample(InputFile file, std::shared_ptr<TableInspector> tables);

/// Reads the rows again, with floats of these columns as money.
void read_rows_again(LogSample& sample, const std::vector<std::string>& money_columns, const ImportOptions& options);

}  // namespace spendlens::ingest
