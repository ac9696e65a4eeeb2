#pragma once

#include <string>

#include "duckdb/c_functions.hpp"
#include "spendlens/duckdb/connection.hpp"

namespace spendlens::duckdb {

struct Connection::State {
  const c::Functions& f = c::functions();
  c::Handle database = nullptr;
  c::Handle connection = nullptr;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    f.disconnect(&connection);
    f.close(&database);
  }
};

/// Throws InputError with the first line of what DuckDB says.
[[noreturn]] void fail(const char* reason);

}  // namespace spendlens::duckdb
