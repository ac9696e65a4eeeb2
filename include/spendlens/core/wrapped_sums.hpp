#pragma once

#include <cstdint>

#include "spendlens/core/money.hpp"

namespace spendlens {

/// Sums of money in 64 bits, modulo 2^64: exact at the end wherever the turnover fits, which is looked at then. So no
/// loop over rows has to ask, and parts can be added in any order.
inline void add_wrapped(Minor& sum, Minor amount) {
  sum = static_cast<Minor>(static_cast<std::uint64_t>(sum) + static_cast<std::uint64_t>(amount));
}
inline void add_wrapped(std::uint64_t& sum, std::uint64_t count) { sum += count; }

}  // namespace spendlens
