#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "report/export/row_text.hpp"
#include "spendlens/duckdb/parquet_writer.hpp"
#include "spendlens/store/output_file.hpp"

namespace spendlens::report {

/// Rows on their way into a Parquet file, which DuckDB writes on a thread of its own while others format. A few blocks
/// wait at most.
class ParquetOutput {
 public:
  /// The file must outlive it.
  ParquetOutput(const store::OutputFile& file, const std::vector<ExportedColumn>& columns);
  ~ParquetOutput();
  ParquetOutput(const ParquetOutput&) = delete;
  ParquetOutput& operator=(const ParquetOutput&) = delete;

  /// Rows as RowText has them. Throws what writing met.
  void write(std::string_view rows);
  /// Until all is in the file.
  void finish();

 private:
  [[nodiscard]] std::size_t fill(duckdb::RowsToFill& rows);
  [[nodiscard]] bool take_block();
  void take_row(duckdb::RowsToFill& rows, std::size_t row);
  void end(bool is_whole);

  std::vector<CellKind> kinds_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> waiting_;
  bool is_ended_ = false;
  bool is_given_up_ = false;
  std::exception_ptr error_;
  bool has_stopped_ = false;
  std::string block_;  ///< being filled in, up to `position_`
  std::size_t position_ = 0;
  std::thread thread_;
};

}  // namespace spendlens::report
