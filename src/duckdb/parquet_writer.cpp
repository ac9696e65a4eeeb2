#include "spendlens/duckdb/parquet_writer.hpp"

#include <fmt/format.h>

#include "duckdb/row_source.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/duckdb/connection.hpp"

namespace spendlens::duckdb {

void write_parquet(const std::string& path, const std::vector<Column>& columns, const FillRows& fill) {
  RowSource source(columns, fill);
  Connection connection(Settings{});
  source.offer_to(connection);
  try {
    connection.execute(
        fmt::format("COPY (SELECT * FROM {}()) TO {} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)",
                    RowSource::kName, quoted_text(path)));
  } catch (const InputError& error) {
    source.rethrow();
    throw IoError(fmt::format("the Parquet file cannot be written: {}", error.what()));
  }
}

}  // namespace spendlens::duckdb
