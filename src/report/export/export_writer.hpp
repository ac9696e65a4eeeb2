#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/export/gzip_pieces.hpp"
#include "report/export/parquet_output.hpp"
#include "report/export/row_text.hpp"
#include "spendlens/ledger/ledger.hpp"
#include "spendlens/report/export.hpp"
#include "spendlens/store/output_file.hpp"

namespace spendlens::report {

/// Rows that one thread formats at a time: some megabytes of text.
inline constexpr std::uint64_t kExportBlock = 8192;

/// How rows of these columns are written, of which the first `num_shown` are. Throws UsageError where a filter's column
/// is none of them.
[[nodiscard]] RowLayout layout_of(const ExportOptions& options, const std::vector<ExportedColumn>& columns,
                                  std::size_t num_shown);

/// Writes rows to an output (see store::OutputFile) in CSV, JSON lines or Parquet; a file whose name
/// ends in ".gz" is deflated. The bytes are the same for any number of threads.
class ExportWriter {
 public:
  /// Columns beyond the first `num_shown` are there to filter by and are not written; default: all are shown.
  /// `options` must outlive the writer.
  ExportWriter(const ExportOptions& options, const std::vector<ExportedColumn>& columns,
               std::size_t num_shown = SIZE_MAX);

  [[nodiscard]] int num_threads() const { return options_.num_threads; }

  /// Has threads 0 to num_threads() - 1 format the blocks 0 to num_blocks - 1, each whole by one of them, and writes
  /// them in their order, behind those of calls before. The first error is thrown.
  using FormatBlock = std::function<void(int thread, std::uint64_t block, RowText& rows)>;
  void blocks(std::uint64_t num_blocks, const FormatBlock& format);

  /// Publishes; returns the rows written. IoError where the output is gone (a closed pipe, a full disk).
  std::uint64_t finish();

 private:
  /// Nothing where the file is not deflated: then bytes_of() are those of the text.
  [[nodiscard]] GzipPiece deflated(std::string_view text) const;
  [[nodiscard]] std::span<const std::byte> bytes_of(const GzipPiece& piece, std::string_view text) const;
  /// The next bytes' place in the file; a stream takes them at once.
  [[nodiscard]] std::uint64_t take_place(std::span<const std::byte> bytes);
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes) const;

  const ExportOptions& options_;
  RowLayout layout_;
  store::OutputFile file_;
  std::unique_ptr<ParquetOutput> parquet_;  ///< null for text
  const bool deflates_;
  GzipFrame frame_;
  std::uint64_t written_ = 0;
  std::uint64_t rows_ = 0;
};

[[nodiscard]] std::uint64_t export_result(const ExportOptions& options);
[[nodiscard]] std::uint64_t export_ledger(const ExportOptions& options);
/// The snapshot that counts; InputError where the ledger has none.
[[nodiscard]] std::uint64_t export_accounts(const ledger::Ledger& ledger, const ExportOptions& options);
/// The data mart, `options.by` unit and `options.profile`.
[[nodiscard]] std::uint64_t export_periods(const ledger::Ledger& ledger, const ExportOptions& options);
[[nodiscard]] std::uint64_t export_liabilities(const ledger::Ledger& ledger, const ExportOptions& options);

}  // namespace spendlens::report
