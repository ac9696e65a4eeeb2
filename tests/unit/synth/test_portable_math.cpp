#include "synth/portable_math.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include "spendlens/synth/random.hpp"

using namespace spendlens::synth;

namespace {

/// Numbers of all sizes, and what the functions make of them, as one number.
class Bits {
 public:
  void add(double value) {
    sum_ = (sum_ ^ std::bit_cast<std::uint64_t>(value)) * 1'099'511'628'211U;
    sum_ ^= sum_ >> 29;
  }
  [[nodiscard]] std::uint64_t sum() const { return sum_; }

 private:
  std::uint64_t sum_ = 14'695'981'039'346'656'037U;
};

bool near(double found, double wanted) {
  return std::abs(found - wanted) <= 1e-13 * std::max(1e-300, std::abs(wanted));
}

}  // namespace

TEST_CASE("The functions are those of the C library, nearly") {
  Random random(1, 2, 3);
  bool all = true;
  for (int i = 0; i < 50'000; ++i) {
    const double uniform = random.uniform();
    const double size = std::ldexp(uniform, static_cast<int>(random.below(600)) - 300);
    const double small = (uniform - 0.6) * std::ldexp(1.0, -static_cast<int>(random.below(40)));
    const double wide = (uniform - 0.5) * 1'400;
    all &= near(natural_log(size), std::log(size)) && near(exponential_of(wide), std::exp(wide));
    all &= near(log_of_one_plus(small), std::log1p(small)) && near(exponential_minus_one(small), std::expm1(small));
    all &= near(power_of(uniform, wide / 100), std::pow(uniform, wide / 100));
    all &= std::abs(cosine_of_turns(wide) - std::cos(2 * std::numbers::pi * (wide - std::round(wide)))) < 1e-14;
    all &= near(0.5 * std::erfc(-normal_quantile(uniform) / std::numbers::sqrt2), uniform);
  }
  CHECK(all);
  CHECK(natural_log(0) == -std::numeric_limits<double>::infinity());
  CHECK(log_of_one_plus(-1) == -std::numeric_limits<double>::infinity());
  CHECK(natural_log(1) == 0);
  CHECK(exponential_of(0) == 1);
  CHECK(exponential_of(-800) == 0);
  CHECK(exponential_minus_one(-800) == -1);
  CHECK(near(natural_log(1e-310), std::log(1e-310)));
}

TEST_CASE("Every bit of the functions is as written down, whatever compiled them") {
  Random random(1, 2, 3);
  Bits bits;
  for (int i = 0; i < 50'000; ++i) {
    const double uniform = random.uniform();
    const double wide = (uniform - 0.5) * 1'400;
    for (const double value :
         {natural_log(uniform), exponential_of(wide), log_of_one_plus(uniform - 0.5), exponential_minus_one(wide),
          power_of(uniform, wide / 100), cosine_of_turns(wide), normal_quantile(uniform), random.normal(),
          random.exponential(2), random.gamma(0.3, 1), random.gamma(1.2, 1)})
      bits.add(value);
    bits.add(random.poisson(3.3));
  }
  CHECK(bits.sum() == 0xc0feed8f5bdaa716);
}
