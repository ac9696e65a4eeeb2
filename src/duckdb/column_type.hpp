#pragma once

#include <string>

#include "duckdb/c_functions.hpp"
#include "spendlens/duckdb/column.hpp"

namespace spendlens::duckdb {

/// The column of that type. Takes the type and destroys it. `depth`: how many structs or lists it lies in.
[[nodiscard]] Column column_of(c::Handle type, std::string name, int depth = 0);

/// The type of a plain column, to be destroyed.
[[nodiscard]] c::Handle type_of(const Column& column);

}  // namespace spendlens::duckdb
