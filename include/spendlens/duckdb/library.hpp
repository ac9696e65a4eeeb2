#pragma once

#include <string>

namespace spendlens::duckdb {

/// Environment variable that names libduckdb.so, or the folder that it lies in.
inline constexpr const char* kLibraryVariable = "SPENDLENS_DUCKDB";

/// The file of DuckDB's C library: what SPENDLENS_DUCKDB names; else in lib/spendlens or lib of the prefix that the
/// program is installed in; else where scripts/install-dependencies.sh puts it in the source tree that the program was
/// built in; else what the system's loader finds. Throws InputError that says where it was looked for and how to get
/// it. Local.
[[nodiscard]] std::string find_library();

}  // namespace spendlens::duckdb
