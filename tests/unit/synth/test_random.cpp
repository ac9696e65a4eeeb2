#include <catch2/catch.hpp>

#include <array>
#include <cmath>

#include "spendlens/synth/random.hpp"

using namespace spendlens::synth;

TEST_CASE("the first numbers are those that Philox4x32-10 has for a counter and a key of zeros") {
  Random random(0, 0, 0);
  CHECK(random.next() == 0x6627e8d5);
  CHECK(random.next() == 0xe169c58d);
  CHECK(random.next() == 0xbc57ac4c);
  CHECK(random.next() == 0x9b00dbd8);
}

TEST_CASE("customers, streams and seeds have numbers of their own, and the same again") {
  const auto first = [](std::uint64_t seed, std::uint64_t customer, std::uint32_t stream) {
    return Random(seed, customer, stream).next();
  };
  CHECK(first(1, 2, 3) == first(1, 2, 3));
  CHECK(first(1, 2, 3) != first(1, 2, 4));
  CHECK(first(1, 2, 3) != first(1, 3, 3));
  CHECK(first(1, 2, 3) != first(2, 2, 3));
  CHECK(first(1, 2, 3) != first(1, 2 + (std::uint64_t{1} << 32), 3));
}

TEST_CASE("below() stays below and takes every value about equally often") {
  Random random(7, 0, 0);
  std::array<int, 6> seen{};
  for (int i = 0; i < 60'000; ++i) ++seen.at(random.below(6));
  for (const int count : seen) CHECK(std::abs(count - 10'000) < 500);  // five standard deviations of 91
  for (int i = 0; i < 1'000; ++i) {
    const auto value = random.between(-3, 3);
    CHECK((value >= -3 && value <= 3));
  }
}

TEST_CASE("normal, gamma, exponential and Poisson numbers have their means and variances") {
  const auto check = [](auto draw, double mean, double variance) {
    constexpr int kDraws = 200'000;
    Random random(11, 5, 1);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double value = draw(random);
      sum += value;
      squares += value * value;
    }
    const double found = sum / kDraws;
    CHECK(found == Approx(mean).margin(6 * std::sqrt(variance / kDraws)));
    CHECK(squares / kDraws - found * found == Approx(variance).epsilon(0.05));
  };
  check([](Random& r) { return r.normal(); }, 0, 1);
  check([](Random& r) { return r.gamma(0.5, 2); }, 1, 2);
  check([](Random& r) { return r.gamma(3, 2); }, 6, 12);
  check([](Random& r) { return r.exponential(4); }, 4, 16);
  check([](Random& r) { return static_cast<double>(r.poisson(2.5)); }, 2.5, 2.5);
}
