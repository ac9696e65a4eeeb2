#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spendlens/store/layout.hpp"

namespace spendlens::store {

/// The beginning of a file, by which HDF5 knows its columns.
struct CreatedMetadata {
  Layout layout;                    ///< without attributes
  std::vector<std::byte> metadata;  ///< all before the first column
  std::uint64_t file_bytes = 0;     ///< with the columns
};

/// Local; by libhdf5. `path` is overwritten by the beginnings of the file, as HDF5 needs a file with a name.
/// Throws IoError; InternalError where HDF5 places the columns otherwise than side by side to the end.
[[nodiscard]] CreatedMetadata create_metadata(const std::string& path, const FileSpec& spec);

}  // namespace spendlens::store
