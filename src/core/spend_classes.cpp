#include "spendlens/core/spend_classes.hpp"

#include <algorithm>
#include <array>

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

}  // namespace

std::span<const Minor> spend_class_bounds() { return kSpendClassBounds; }

std::size_t spend_class_of(Minor spend) {
  const auto next = std::upper_bound(kSpendClassBounds.begin(), kSpendClassBounds.end(), spend);
  return static_cast<std::size_t>(next - kSpendClassBounds.begin()) - 1;
}

}  // namespace spendlens
