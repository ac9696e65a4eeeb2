#include <catch2/catch.hpp>

#include "spendlens/core/decimal.hpp"

using namespace spendlens;

namespace {
bool reads(const char* text, long long coefficient, int scale) {
  const auto value = parse_decimal(text);
  return value && value->coefficient == coefficient && value->scale == scale;
}
}  // namespace

TEST_CASE("Decimals are read exactly") {
  CHECK(reads("12.34", 1234, 2));
  CHECK(reads("-0.5", -5, 1));
  CHECK(reads("+7", 7, 0));
  CHECK(reads(".5", 5, 1));
  CHECK(reads("5.", 5, 0));
  CHECK(reads("2.500", 25, 1));
  CHECK(reads("0.00", 0, 0));
  CHECK(reads("-0", 0, 0));
  CHECK(reads("1.5e3", 1500, 0));
  CHECK(reads("1E-3", 1, 3));
  CHECK(reads("3.3499999999999996", 33499999999999996LL, 16));
  CHECK(reads("0000000000000000000000000000000000012", 12, 0));
}

TEST_CASE("What is no decimal number is none") {
  for (const char* text : {"", "-", ".", "1,000", "$5", " 5", "5 ", "1e", "1e+", "nan", "inf", "1.2.3", "0x10", "(5)",
                           "--5", "1e1000", "e5"})
    CHECK_FALSE(parse_decimal(text));
}

TEST_CASE("Numbers beyond 18 fractional or 27 significant digits are none") {
  CHECK(parse_decimal("0.000000000000000001"));
  CHECK_FALSE(parse_decimal("0.0000000000000000001"));
  CHECK(parse_decimal("999999999999999999999999999"));
  CHECK_FALSE(parse_decimal("1000000000000000000000000000"));
  CHECK_FALSE(parse_decimal("1e27"));
}

TEST_CASE("Products are exact") {
  const auto product = multiply(*parse_decimal("12"), *parse_decimal("0.125"));
  REQUIRE(product);
  CHECK(product->coefficient == 15);
  CHECK(product->scale == 1);
  CHECK_FALSE(multiply(*parse_decimal("999999999999999999999999999"), *parse_decimal("999999999999999999999999999")));
}

TEST_CASE("A decimal becomes a count of smaller units") {
  CHECK(to_scale(*parse_decimal("-1.25"), 4).value() == -12500);
  CHECK_FALSE(to_scale(*parse_decimal("999999999999999999999999999"), 18));
}

TEST_CASE("A double is the nearest one, in every locale") {
  CHECK(parse_double("0.1") == 0.1);
  CHECK(parse_double("+2.5e3") == 2500.0);
  CHECK(parse_double("-.5") == -0.5);
  for (const char* text : {"", "1,5", " 1", "1 ", "nan", "inf", "0x10", "+-1", "1e999"}) CHECK(!parse_double(text));
}
