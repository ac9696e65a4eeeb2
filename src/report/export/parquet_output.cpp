#include "report/export/parquet_output.hpp"

#include <cstring>
#include <utility>

#include "spendlens/core/error.hpp"

namespace spendlens::report {

namespace {

constexpr std::size_t kMostWaiting = 4;
constexpr std::int64_t kMicroseconds = 1'000'000;

using duckdb::Column;
using duckdb::ColumnKind;

Column column_for(const ExportedColumn& column) {
  const auto plain = [&](ColumnKind kind, std::uint8_t width, std::uint8_t scale = 0, std::uint8_t precision = 0) {
    return Column{column.name, kind, width, scale, precision, false, {}};
  };
  switch (column.kind) {
    case CellKind::kInteger:
      return plain(ColumnKind::kInteger, 8);
    case CellKind::kUnsigned:
      return plain(ColumnKind::kUnsigned, 8);
    case CellKind::kMoney:
      return plain(ColumnKind::kDecimal, 8, 2, 18);
    case CellKind::kReal:
      return plain(ColumnKind::kReal, 8);
    case CellKind::kSingle:
      return plain(ColumnKind::kReal, 4);
    case CellKind::kFlag:
      return plain(ColumnKind::kBoolean, 1);
    case CellKind::kDate:
      return plain(ColumnKind::kDate, 4);
    case CellKind::kTimestamp:
      return plain(ColumnKind::kTime, 8, 6);
    case CellKind::kText:
      return plain(ColumnKind::kText, 16);
  }
  throw InternalError("a column of no kind");
}

template <class Value>
Value take(const std::string& block, std::size_t& position) {
  Value value;
  std::memcpy(&value, block.data() + position, sizeof value);
  position += sizeof value;
  return value;
}

}  // namespace

ParquetOutput::ParquetOutput(const store::OutputFile& file, const std::vector<ExportedColumn>& exported) {
  std::vector<Column> columns;
  for (const ExportedColumn& column : exported) {
    kinds_.push_back(column.kind);
    columns.push_back(column_for(column));
  }
  thread_ = std::thread([this, path = file.path_of_descriptor(), columns = std::move(columns)] {
    std::exception_ptr error;
    try {
      duckdb::write_parquet(path, columns, [this](duckdb::RowsToFill& rows) { return fill(rows); });
    } catch (...) {
      error = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    error_ = error;
    has_stopped_ = true;
    changed_.notify_all();
  });
}

ParquetOutput::~ParquetOutput() {
  end(false);
  if (thread_.joinable()) thread_.join();
}

void ParquetOutput::write(std::string_view rows) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.size() < kMostWaiting || has_stopped_; });
  if (error_) std::rethrow_exception(error_);
  waiting_.emplace_back(rows);
  changed_.notify_all();
}

void ParquetOutput::finish() {
  end(true);
  thread_.join();
  if (error_) std::rethrow_exception(error_);
}

void ParquetOutput::end(bool is_whole) {
  const std::lock_guard lock(mutex_);
  if (!is_ended_) is_given_up_ = !is_whole;
  is_ended_ = true;
  changed_.notify_all();
}

bool ParquetOutput::take_block() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !waiting_.empty() || is_ended_; });
  if (is_given_up_) throw IoError("the export was given up");
  if (waiting_.empty()) return false;
  block_ = std::move(waiting_.front());
  waiting_.pop_front();
  position_ = 0;
  changed_.notify_all();
  return true;
}

std::size_t ParquetOutput::fill(duckdb::RowsToFill& rows) {
  std::size_t row = 0;
  while (row < rows.capacity()) {
    if (position_ < block_.size())
      take_row(rows, row++);
    else if (!take_block())
      break;
  }
  return row;
}

void ParquetOutput::take_row(duckdb::RowsToFill& rows, std::size_t row) {
  for (std::size_t column = 0; column < kinds_.size(); ++column) {
    if (block_[position_++] == 0) {
      rows.set_null(column, row);
      continue;
    }
    switch (kinds_[column]) {
      case CellKind::kText: {
        const auto size = take<std::uint32_t>(block_, position_);
        rows.set_text(column, row, std::string_view(block_).substr(position_, size));
        position_ += size;
        break;
      }
      case CellKind::kSingle:
        rows.set(column, row, static_cast<float>(take<double>(block_, position_)));
        break;
      case CellKind::kFlag:
        rows.set(column, row, static_cast<std::uint8_t>(take<std::int64_t>(block_, position_) != 0));
        break;
      case CellKind::kDate:
        rows.set(column, row, static_cast<std::int32_t>(take<std::int64_t>(block_, position_)));
        break;
      case CellKind::kTimestamp:
        rows.set(column, row, take<std::int64_t>(block_, position_) * kMicroseconds);
        break;
      default:
        rows.set(column, row, take<std::uint64_t>(block_, position_));
    }
  }
}

}  // namespace spendlens::report
