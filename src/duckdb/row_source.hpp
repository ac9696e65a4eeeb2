#pragma once

#include <exception>
#include <string>
#include <vector>

#include "spendlens/duckdb/connection.hpp"
#include "spendlens/duckdb/parquet_writer.hpp"

namespace spendlens::duckdb {

/// Rows of this program as a table function that SQL can name.
class RowSource {
 public:
  static constexpr const char* kName = "spendlens_rows";

  /// Both references must outlive the connection.
  RowSource(const std::vector<Column>& columns, const FillRows& fill) : columns_(columns), fill_(fill) {}

  void offer_to(Connection& connection);
  /// Throws what `fill` threw.
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  static void bind(void* info);
  static void begin(void* info);
  static void next(void* info, void* chunk);

  const std::vector<Column>& columns_;
  const FillRows& fill_;
  std::exception_ptr error_;
};

}  // namespace spendlens::duckdb
