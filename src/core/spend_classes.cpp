#include "spendlens/core/spend_classes.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace spendlens {

namespace {

constexpr std::size_t kPowers = 19;  // 5 · 10^18 is the last bound that 64 bits hold

constexpr std::array<Minor, kNumSpendClasses> make_bounds() {
  static_assert(kNumSpendClasses == 1 + 3 * kPowers);
  std::array<Minor, kNumSpendClasses> bounds{};
  Minor power = 1;
  for (std::size_t i = 0; i < kPowers; ++i) {
    if (i > 0) power *= 10;
    bounds[1 + 3 * i] = power;
    bounds[2 + 3 * i] = 2 * power;
    bounds[3 + 3 * i] = 5 * power;
  }
  return bounds;
}

constexpr auto kSpendClassBounds = make_bounds();

/// The class of the lowest spend of each number of bits: 0, 1, 2 and 3, 4 to 7, ...
constexpr std::array<std::uint8_t, 64> make_classes_by_bits() {
  std::array<std::uint8_t, 64> classes{};
  for (std::size_t bits = 1; bits < classes.size(); ++bits) {
    const Minor lowest = Minor{1} << (bits - 1);
    std::uint8_t of_lowest = classes[bits - 1];
    while (of_lowest + 1U < kNumSpendClasses && kSpendClassBounds[of_lowest + 1U] <= lowest) ++of_lowest;
    classes[bits] = of_lowest;
  }
  return classes;
}

constexpr auto kClassesByBits = make_classes_by_bits();

}  // namespace

std::span<const Minor> spend_class_bounds() { return kSpendClassBounds; }

std::size_t spend_class_of(Minor spend) {
  // Bounds are at least twofold of each other: of the spends of as many bits there are two classes at most.
  const std::size_t lowest =
      kClassesByBits[static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(spend)))];
  const Minor next = kSpendClassBounds[std::min(lowest + 1, kNumSpendClasses - 1)];
  return lowest + static_cast<std::size_t>(lowest + 1 < kNumSpendClasses && spend >= next);
}

}  // namespace spendlens
