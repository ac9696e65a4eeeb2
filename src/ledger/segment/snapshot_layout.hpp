#pragma once

#include <cstdint>

#include "spendlens/store/layout.hpp"

namespace spendlens::ledger {

/// Whether a segment of so many customers has a snapshot: accounts and liabilities come together, or there is none.
/// Throws InputError where a column of it is not as it must be. Local.
[[nodiscard]] bool require_snapshot(const store::Layout& layout, std::uint64_t customers);

/// Whether any amount of the snapshot, which is there, takes 64 bits. Local.
[[nodiscard]] bool has_wide_money(const store::Layout& layout);

}  // namespace spendlens::ledger
