#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace spendlens::ledger {

/// Throws InternalError "segment writer: `what`" unless it holds.
void require_of_writer(bool holds, const char* what);

/// Texts of one width in another; what is cut off must be padding.
[[nodiscard]] std::vector<char> repadded(std::span<const char> texts, std::size_t from, std::size_t to);

/// Where each of some counts begins, from `first` on.
[[nodiscard]] std::vector<std::uint64_t> offsets_from(std::uint64_t first, std::span<const std::uint64_t> counts);

}  // namespace spendlens::ledger
