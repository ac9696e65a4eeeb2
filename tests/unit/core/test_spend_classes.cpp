#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "spendlens/core/spend_classes.hpp"

using namespace spendlens;

TEST_CASE("the class of a spend is that of the last bound which is not above it") {
  const std::span<const Minor> bounds = spend_class_bounds();
  CHECK(bounds.size() == kNumSpendClasses);
  CHECK(spend_class_of(0) == 0);
  CHECK(spend_class_of(4) == 2);
  CHECK(spend_class_of(5) == 3);
  CHECK(spend_class_of(std::numeric_limits<Minor>::max()) == kNumSpendClasses - 1);
  for (std::size_t i = 1; i < bounds.size(); ++i) {
    CHECK(spend_class_of(bounds[i] - 1) == i - 1);
    CHECK(spend_class_of(bounds[i]) == i);
    CHECK(spend_class_of(bounds[i] + 1) == (i + 1 < bounds.size() && bounds[i + 1] == bounds[i] + 1 ? i + 1 : i));
  }
  for (Minor spend = 0; spend < 100'000; ++spend) {
    const auto next = std::upper_bound(bounds.begin(), bounds.end(), spend);
    REQUIRE(spend_class_of(spend) == static_cast<std::size_t>(next - bounds.begin()) - 1);
  }
}
