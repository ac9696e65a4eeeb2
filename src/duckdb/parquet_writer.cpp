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
    std::string reason = error.what();
    if (const std::size_t at = reason.find(path); at != std::string::npos)
      reason.replace(at, path.size(), "the output");
    throw IoError(fmt::format("the Parquet file cannot be written: {}", reason));
  }
}

}  // namespace spendlens::duckdb
