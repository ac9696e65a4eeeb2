#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spendlens/duckdb/column.hpp"

namespace spendlens::duckdb {

/// What a database in memory may take.
struct Settings {
  int threads = 1;
  std::uint64_t memory_bytes = std::uint64_t{1} << 30;
  std::string temporary;    ///< folder for what is beyond the memory; empty: there is none
  bool extensions = false;  ///< those that are installed on this machine are loaded where a query needs them
};

/// The values of one column in a chunk; good until the chunk after it.
class Values {
 public:
  Values(const void* data, const std::uint64_t* valid) : data_(static_cast<const std::byte*>(data)), valid_(valid) {}

  [[nodiscard]] bool is_null(std::size_t row) const {
    return valid_ != nullptr && (valid_[row / 64] >> (row % 64) & 1) == 0;
  }
  template <class Number>
  [[nodiscard]] Number number(std::size_t row) const {
    Number value;
    std::memcpy(&value, data_ + row * sizeof value, sizeof value);
    return value;
  }
  [[nodiscard]] std::string_view text(std::size_t row) const;

 private:
  const std::byte* data_;
  const std::uint64_t* valid_;
};

/// The rows of a query, chunk by chunk, as they are computed.
class Rows {
 public:
  ~Rows();
  Rows(Rows&&) noexcept;
  Rows& operator=(Rows&&) = delete;

  [[nodiscard]] const std::vector<Column>& columns() const;
  /// The next chunk; false at the end. Throws InputError with DuckDB's reason.
  [[nodiscard]] bool next();
  [[nodiscard]] std::size_t size() const;  ///< rows of the chunk
  /// The chunk's values of a column that is neither kStruct, kList nor kOther.
  [[nodiscard]] Values values(std::size_t column) const;

 private:
  friend class Connection;
  struct State;
  explicit Rows(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A database in memory, by DuckDB's C library. Whatever files it reads, it reads in this process: what is not trusted
/// belongs into a store::ReaderProcess. Local; for one thread at a time.
///
/// Throws InputError where there is no library; where a statement fails, with the first line of DuckDB's reason.
class Connection {
 public:
  explicit Connection(const Settings& settings);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void execute(const std::string& sql);
  /// A setting that not all versions know.
  void try_to_execute(const std::string& sql) noexcept;
  [[nodiscard]] Rows query(const std::string& sql);
  /// The statements of a text, which DuckDB's own parser counts. Throws where it is no SQL.
  [[nodiscard]] std::size_t count_statements(const std::string& sql);
  [[nodiscard]] std::string version() const;

 private:
  friend class RowSource;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace spendlens::duckdb
