#pragma once

#include <map>
#include <string>
#include <vector>

#include "ingest/record/fields.hpp"
#include "ingest/source/block_source.hpp"
#include "ingest/source/table_file.hpp"

namespace spendlens::ingest {

/// Whether a text file, perhaps compressed, is JSON. Throws InputError where it is damaged, IoError.
[[nodiscard]] bool holds_json(const InputFile& file, const ImportOptions& options);

/// Both have the file be a table in `directory` that holds the same rows, and give what is no column of it, with the
/// reason: a file that holds JSON (`number` is its own among the inputs), of which at most `most_rows` records are
/// taken (0: all), and the rows of the query in the options. Throw as json_to_table(), query_to_table().
std::map<std::string, std::string> make_table_of_json(InputFile& file, std::size_t number, const ImportOptions& options,
                                                      const std::string& directory, std::uint64_t most_rows = 0);
std::map<std::string, std::string> make_table_of_query(InputFile& file, const ImportOptions& options,
                                                       const std::string& directory);

/// The columns of a table that is an input, on rank 0: those of the file, and the folders NAME=VALUE of its path.
/// Throws InputError where there is no DuckDB, or as TableInspector::describe().
[[nodiscard]] TableDescription open_table(TableInspector& inspector, const InputFile& file);

/// Has the file's records hold the columns that `map` reads, and no others; its header is theirs. `map` is one of all
/// names of `table`; what it gives back is for the records. Local.
void keep_columns_read(InputFile& file, const TableDescription& table, const FieldMap& map, const CsvDialect& dialect);

/// The same with all columns of `table`, none of them money as far as is known.
void keep_all_columns(InputFile& file, const TableDescription& table, const CsvDialect& dialect);

/// The file's name with the folders NAME=VALUE that it lies in.
[[nodiscard]] std::string name_with_partitions(const std::string& path);

}  // namespace spendlens::ingest
