#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spendlens/store/file.hpp"

namespace spendlens::store {

/// Temporaries stand beside the file that they are to become, as `.NAME.spendlens-XXXXXXXX` with eight random
/// hexadecimal digits, and are never an existing file. The process that writes one holds a lock (flock) on it for as
/// long as it lives.

/// A new, empty temporary for `target`, locked. Those of ended processes for the same target are removed first. Local.
/// Throws IoError.
[[nodiscard]] File create_temporary(const std::string& target);

/// True where a file name has the form of a temporary's.
[[nodiscard]] bool is_temporary_name(std::string_view name);

/// True where no living process writes the temporary: its lock is free. Local; false where that cannot be told.
[[nodiscard]] bool is_abandoned(const std::string& path) noexcept;

/// The names of such temporaries in a directory, ascending; none where it cannot be read. Local.
[[nodiscard]] std::vector<std::string> abandoned_temporaries(const std::string& directory) noexcept;

/// Removes them. Local; what cannot be removed stays.
void remove_abandoned_temporaries(const std::string& directory) noexcept;

}  // namespace spendlens::store
