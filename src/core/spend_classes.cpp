#include "spendlens/core/spend_classes.hpp"

#include <array>
#include <bit>

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

/// The class of the smallest number of so many bits. At most one bound lies between that and the largest.
constexpr std::array<std::uint8_t, 65> make_first_classes() {
  std::array<std::uint8_t, 65> classes{};
  for (std::size_t bits = 1; bits < 64; ++bits) {
    const Minor smallest = Minor{1} << (bits - 1);
    std::uint8_t of = 0;
    while (of + 1U < kNumSpendClasses && kSpendClassBounds[of + 1U] <= smallest) ++of;
    classes[bits] = of;
  }
  return classes;
}

constexpr auto kFirstClasses = make_first_classes();

}  // namespace

std::span<const Minor> spend_class_bounds() { return kSpendClassBounds; }

std::size_t spend_class_of(Minor spend) {
  const std::size_t first = kFirstClasses[static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(spend)))];
  return first + (first + 1 < kNumSpendClasses && kSpendClassBounds[first + 1] <= spend ? 1U : 0U);
}

}  // namespace spendlens
