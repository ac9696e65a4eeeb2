#include <catch2/catch.hpp>

#include <limits>
#include <vector>

#include "spendlens/core/error.hpp"
#include "spendlens/core/money.hpp"

using namespace spendlens;

TEST_CASE("Division rounds half away from zero") {
  CHECK(divide_rounded(5, 2) == 3);
  CHECK(divide_rounded(-5, 2) == -3);
  CHECK(divide_rounded(4, 3) == 1);
  CHECK(divide_rounded(5, 3) == 2);
  CHECK(divide_rounded(-4, 3) == -1);
  CHECK(divide_rounded(0, 7) == 0);
  CHECK(divide_rounded(6, 3) == 2);
}

TEST_CASE("Percentages and ratios have two decimals and nothing of nothing is 0") {
  CHECK(decimal_text(percent(1, 3)) == "33.33");
  CHECK(decimal_text(percent(2, 3)) == "66.67");
  CHECK(decimal_text(percent(1, 800)) == "0.13");  // 0.125 away from zero
  CHECK(decimal_text(percent(-1, 800)) == "-0.13");
  CHECK(decimal_text(percent(0, 0)) == "0.00");
  CHECK(decimal_text(ratio(7, 4)) == "1.75");
}

TEST_CASE("Decimal texts keep sign and zeros") {
  CHECK(decimal_text(-5, 2) == "-0.05");
  CHECK(decimal_text(100, 2) == "1.00");
  CHECK(decimal_text(0, 0) == "0");
  CHECK(grouped_text(250031563, 2) == "2,500,315.63");
  CHECK(grouped_text(-1000) == "-1,000");
  CHECK(grouped_text(999) == "999");
}

TEST_CASE("A sum beyond 64 bits is a clear error") {
  const int128 most = std::numeric_limits<std::int64_t>::max();
  CHECK(narrow(most, "a sum") == std::numeric_limits<std::int64_t>::max());
  CHECK_THROWS_AS(narrow(most + 1, "a sum"), InputError);
  CHECK_THROWS_WITH(narrow(most + 1, "total revenue"), "total revenue overflows 64 bits: 9223372036854775808");
}

TEST_CASE("A turnover is exact beyond 64 bits, whatever the signs") {
  std::vector<Minor> amounts(2 * kRowsWithoutOverflow + 5, kMaxOrderMinor);
  for (std::size_t i = 0; i < amounts.size(); i += 3) amounts[i] = -kMaxOrderMinor;
  CHECK(turnover_of(amounts) == uint128{amounts.size()} * kMaxOrderMinor);
  CHECK(turnover_of(std::vector<Minor>{-7, 0, 5}) == 12);
  CHECK(turnover_of({}) == 0);
}
