#pragma once

#include <cstdint>

#include "spendlens/core/money.hpp"

namespace spendlens::cohorts {

/// An amount without its sign, for a turnover; that of the lowest of 64 bits fits too.
constexpr std::uint64_t magnitude(Minor amount) {
  return amount < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
}

}  // namespace spendlens::cohorts
