#include "duckdb/c_functions.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include "spendlens/core/error.hpp"
#include "spendlens/duckdb/library.hpp"

namespace spendlens::duckdb::c {

namespace {

template <class Function>
void find(void* library, const char* name, const std::string& path, Function& function) {
  void* const symbol = ::dlsym(library, name);
  if (symbol == nullptr)
    throw InputError(
        fmt::format("{} is no DuckDB library of version 1.2 or later: it has no {}; give another one in {}", path, name,
                    kLibraryVariable));
  function = reinterpret_cast<Function>(symbol);
}

Functions load() {
  const std::string path = find_library();
  void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw InputError(fmt::format("DuckDB's library cannot be loaded: {}", ::dlerror()));
  Functions all;
#define SPENDLENS_DUCKDB_FIND(Return, name, parameters) find(library, "duckdb_" #name, path, all.name);
  SPENDLENS_DUCKDB_FUNCTIONS(SPENDLENS_DUCKDB_FIND)
#undef SPENDLENS_DUCKDB_FIND
  return all;
}

}  // namespace

const Functions& functions() {
  static const Functions all = load();
  return all;
}

}  // namespace spendlens::duckdb::c
