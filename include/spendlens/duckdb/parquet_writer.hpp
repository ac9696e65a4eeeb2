#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/duckdb/column.hpp"

namespace spendlens::duckdb {

/// Room for some rows of a table that is being written.
class RowsToFill {
 public:
  explicit RowsToFill(void* chunk, const std::vector<Column>& columns);

  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  void set_null(std::size_t column, std::size_t row);
  /// Sets a value of a column whose values are `Number`s.
  template <class Number>
  void set(std::size_t column, std::size_t row, Number value) {
    std::memcpy(vectors_[column].data + row * sizeof value, &value, sizeof value);
  }
  void set_text(std::size_t column, std::size_t row, std::string_view text);

 private:
  struct Vector {
    void* handle = nullptr;
    std::byte* data = nullptr;
    std::uint64_t* valid = nullptr;  ///< once there is a null
  };

  std::vector<Vector> vectors_;
  std::size_t capacity_;
};

/// Fills rows from the first on and returns their number; 0 is the end. Called on a thread of DuckDB's.
using FillRows = std::function<std::size_t(RowsToFill& rows)>;

/// Writes a table to a file that is there, as Parquet compressed with zstd, in the order of its rows, in bounded
/// memory. Columns may be of these kinds: kBoolean, kInteger and kUnsigned of 8 bytes, kReal, kDecimal of up to 18
/// digits, kDate, kTime with 6 digits, kText. The bytes depend on the rows and the version of DuckDB alone. Local.
/// Throws what `fill` throws; InputError where there is no DuckDB; IoError.
void write_parquet(const std::string& path, const std::vector<Column>& columns, const FillRows& fill);

}  // namespace spendlens::duckdb
