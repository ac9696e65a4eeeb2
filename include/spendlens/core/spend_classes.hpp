#pragma once

#include <cstddef>
#include <span>

#include "spendlens/core/money.hpp"

namespace spendlens {

/// Classes of spend: 0, and three for each power of ten that 64 bits hold.
inline constexpr std::size_t kNumSpendClasses = 58;

/// The kNumSpendClasses bounds of spend distributions in minor units: 0, 1, 2, 5, 10, 20, 50, ... Class 0 holds spend
/// 0, class i >= 1 holds [bound i, bound i + 1).
[[nodiscard]] std::span<const Minor> spend_class_bounds();

/// The class that a spend is in. Precondition: spend >= 0.
[[nodiscard]] std::size_t spend_class_of(Minor spend);

}  // namespace spendlens
