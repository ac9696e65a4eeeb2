#pragma once

#include <cstdint>
#include <string>

#include "spendlens/store/layout.hpp"

namespace spendlens::store {

/// What is wrong with accessing `bytes` bytes from element `first` of the column as `type` (for texts only the kind
/// counts); empty where nothing is.
[[nodiscard]] std::string access_fault(const std::string& column, const ColumnPlace& place, ElementType type,
                                       std::uint64_t first, std::uint64_t bytes);

}  // namespace spendlens::store
