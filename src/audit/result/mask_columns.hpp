#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "spendlens/store/column_file.hpp"

namespace spendlens::audit {

/// Writes masks from row `first` on, in the type of their column, which holds all of their bits. Local. Throws
/// InternalError, IoError.
void write_masks(const store::ColumnFileWriter& file, const std::string& path, std::uint64_t first,
                 std::span<const std::uint64_t> masks);

}  // namespace spendlens::audit
