#include "report/export/export_writer.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <atomic>
#include <exception>

#include "spendlens/core/error.hpp"

namespace spendlens::report {

namespace {

std::vector<std::string> names_of(const std::vector<ExportedColumn>& columns) {
  std::vector<std::string> names;
  for (const ExportedColumn& column : columns) names.push_back(column.name);
  return names;
}

}  // namespace

RowLayout layout_of(const ExportOptions& options, const std::vector<ExportedColumn>& columns, std::size_t num_shown) {
  const std::vector<std::string> names = names_of(columns);
  RowLayout layout{options.format, options.spreadsheet_safe, {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const char* separator = options.format == ExportFormat::kCsv ? "," : i == 0 ? "{" : ",";
    if (options.format == ExportFormat::kNdjson)
      layout.cells.push_back({fmt::format("{}\"{}\":", separator, names[i]), {}, i < num_shown, {}});
    else
      layout.cells.push_back({i == 0 ? "" : separator, {}, i < num_shown, {}});
  }
  for (RowLayout::Cell& cell : layout.cells)
    std::copy_n(cell.before.begin(), std::min(cell.before.size(), RowLayout::kShort), cell.short_before.begin());
  for (const Where& where : options.where) {
    const auto place = std::find(names.begin(), names.end(), where.column);
    if (place == names.end())
      throw UsageError(fmt::format("--where: table {} has no column '{}'; it has {}", options.table, where.column,
                                   fmt::join(names, ", ")));
    layout.cells[static_cast<std::size_t>(place - names.begin())].wanted.push_back(where.value);
  }
  return layout;
}

ExportWriter::ExportWriter(const ExportOptions& options, const std::vector<ExportedColumn>& columns,
                           std::size_t num_shown)
    : options_(options),
      layout_(layout_of(options, columns, num_shown)),
      file_(options.output),
      deflates_(options.output && options.output->ends_with(".gz")) {
  const std::size_t shown = std::min(num_shown, columns.size());
  if (options.format == ExportFormat::kParquet)
    parquet_ = std::make_unique<ParquetOutput>(
        file_, std::vector(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(shown)));
  if (deflates_) write_at(take_place(GzipFrame::head()), GzipFrame::head());
  if (options.format != ExportFormat::kCsv) return;
  const std::vector<std::string> names = names_of(columns);
  const std::string header = fmt::format("{}\n", fmt::join(std::span(names).first(shown), ","));
  const GzipPiece piece = deflated(header);
  frame_.add(piece);
  const auto bytes = bytes_of(piece, header);
  write_at(take_place(bytes), bytes);
}

GzipPiece ExportWriter::deflated(std::string_view text) const {
  return deflates_ ? gzip_piece(std::as_bytes(std::span(text))) : GzipPiece{};
}

std::span<const std::byte> ExportWriter::bytes_of(const GzipPiece& piece, std::string_view text) const {
  return deflates_ ? std::span<const std::byte>(piece.bytes) : std::as_bytes(std::span(text));
}

std::uint64_t ExportWriter::take_place(std::span<const std::byte> bytes) {
  if (parquet_) {
    parquet_->write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    return 0;
  }
  if (file_.is_stream()) file_.append(bytes);
  const std::uint64_t offset = written_;
  written_ += bytes.size();
  return offset;
}

void ExportWriter::write_at(std::uint64_t offset, std::span<const std::byte> bytes) const {
  if (file_.is_stream() || parquet_) return;
  file_.write_at(offset, bytes);
  // The disk begins while rows are still formatted, so that sync() has little left to wait for.
  constexpr std::uint64_t kStretch = 64 << 20;
  if (offset / kStretch != (offset + bytes.size()) / kStretch) file_.start_write_out();
}

void ExportWriter::blocks(std::uint64_t num_blocks, const FormatBlock& format) {
  std::exception_ptr error;
  std::atomic<bool> failed = false;
  const auto attempt = [&](const auto& step) {
    if (failed) return;
    try {
      step();
    } catch (...) {
#pragma omp critical(spendlens_export_error)
      if (!failed) {
        error = std::current_exception();
        failed = true;
      }
    }
  };
#pragma omp parallel num_threads(options_.num_threads) if (options_.num_threads > 1)
  {
    RowText rows(layout_);
#pragma omp for schedule(dynamic, 1) ordered
    for (std::uint64_t block = 0; block < num_blocks; ++block) {
      GzipPiece piece;
      std::uint64_t offset = 0;
      attempt([&] {
        rows.clear();
        format(omp_get_thread_num(), block, rows);
        piece = deflated(rows.all());
      });
      // Only the place is a matter of order; a file is written by all threads at once.
#pragma omp ordered
      attempt([&] {
        frame_.add(piece);
        rows_ += rows.rows();
        offset = take_place(bytes_of(piece, rows.all()));
      });
      attempt([&] { write_at(offset, bytes_of(piece, rows.all())); });
    }
  }
  if (error) std::rethrow_exception(error);
}

std::uint64_t ExportWriter::finish() {
  if (deflates_) write_at(take_place(frame_.end()), frame_.end());
  if (parquet_) parquet_->finish();
  file_.publish();
  return rows_;
}

}  // namespace spendlens::report
