#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <vector>

#include "signals/figures/median.hpp"

using spendlens::instruction_set_name;
using spendlens::signals::median_kernels;

namespace {

std::int64_t by_sorting(std::vector<std::int32_t> gaps) {
  std::sort(gaps.begin(), gaps.end());
  const std::size_t n = gaps.size();
  return std::int64_t{gaps[n / 2]} + gaps[(n - 1) / 2];
}

}  // namespace

TEST_CASE("twice the median of one, two and three gaps is as worked by hand") {
  for (const auto& [set, twice_median] : median_kernels()) {
    INFO(instruction_set_name(set));
    std::vector<std::int32_t> one = {7};
    std::vector<std::int32_t> two = {30, 1};
    std::vector<std::int32_t> three = {30, 0, 7};
    CHECK(twice_median(one) == 14);
    CHECK(twice_median(two) == 31);
    CHECK(twice_median(three) == 14);
  }
}

TEST_CASE("every variant of the median finds what sorting finds, for lists of 1 to 80 gaps with few and many ties") {
  std::mt19937 random(20251231);
  for (const auto& [set, twice_median] : median_kernels())
    for (std::size_t n = 1; n <= 80; ++n)
      for (const std::int32_t largest : {0, 2, 40, 2'147'483'646}) {
        std::uniform_int_distribution<std::int32_t> gap(0, largest);
        std::vector<std::int32_t> gaps(n);
        for (std::int32_t& value : gaps) value = gap(random);
        INFO(instruction_set_name(set) << " of " << n << " gaps up to " << largest);
        const std::int64_t expected = by_sorting(gaps);
        CHECK(twice_median(gaps) == expected);
      }
}
