#pragma once

#include <cstdint>
#include <string>

#include "spendlens/store/reader_process.hpp"

namespace spendlens::store {

/// What is asked of the process that reads a foreign HDF5 file: elements [first, first + count) of a column, by its
/// place among the columns by name.
struct ForeignRequest {
  std::uint64_t column = 0;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// What a process that reads an HDF5 file may take: libhdf5 hangs on some damaged ones.
[[nodiscard]] ReaderTask foreign_task(const std::string& title);

/// All that the process does: opens the file, describes its columns unasked, answers ForeignRequests.
void serve_foreign_file(const std::string& path, const std::string& title, ReaderServer& server);

}  // namespace spendlens::store
