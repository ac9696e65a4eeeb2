#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "spendlens/core/kernel_macros.hpp"

/// The functions of elementary.hpp as expressions that kernels compile for each instruction set: additions,
/// multiplications, divisions and choices by masks, without a branch, a table or a fused operation, so that a loop over
/// them is vectorized and every variant gives the bits of the scalar function. Accuracy is stated in elementary.hpp.

namespace spendlens::elementary::expressions {

inline constexpr double kLogOf2 = 0x1.62e42fefa39efp-1;
/// ln 2 as a sum; the first part has 42 bits, so its product with an exponent is exact.
inline constexpr double kLogOf2High = 0x1.62e42fefa3800p-1;
inline constexpr double kLogOf2Low = 0x1.ef35793c76730p-45;
inline constexpr double kHalfLogOf2Pi = 0x1.d67f1c864beb5p-1;
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Choices are made of masks, never `condition ? a : b`: see personas/match_kernel.cpp.
SPENDLENS_INLINE double choose(bool condition, double yes, double no) {
  const std::uint64_t mask = std::uint64_t{0} - static_cast<std::uint64_t>(condition);
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(yes) & mask) | (std::bit_cast<std::uint64_t>(no) & ~mask));
}

/// The whole number nearest to x, halves to even. Precondition: |x| < 2^51.
SPENDLENS_INLINE double nearest_whole(double x) { return (x + 0x1.8p52) - 0x1.8p52; }

/// 2^n. Precondition: n is whole, -1023 < n <= 1024 (1024: infinity).
SPENDLENS_INLINE double power_of_two(double n) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(n + (1023 + 0x1.8p52)) << 52);
}

/// Horner's rule, from the highest power down.
template <std::size_t n>
SPENDLENS_INLINE double polynomial(const double (&coefficients)[n], double x) {
  double sum = coefficients[0];
  for (std::size_t i = 1; i < n; ++i) sum = sum * x + coefficients[i];
  return sum;
}

/// (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2; off by 2e-20.
inline constexpr double kExponentialSeries[] = {0x1.61bfbf339abc9p-33, 0x1.1f7f3b37e9a58p-29, 0x1.ae642c777eecbp-26,
                                                0x1.27e4d40eb84dfp-22, 0x1.71de3a5aa9dc9p-19, 0x1.a01a01a9ed901p-16,
                                                0x1.a01a01a0196a7p-13, 0x1.6c16c16c15a5fp-10, 0x1.1111111111111p-7,
                                                0x1.5555555555557p-5,  0x1.5555555555555p-3,  0x1.0000000000000p-1};

SPENDLENS_INLINE double exponential(double x) {
  const double within = choose(x > 710, 710, choose(x < -746, -746, x));
  const double n = nearest_whole(within * (1 / kLogOf2));
  const double high = within - n * kLogOf2High;
  const double low = n * kLogOf2Low;
  const double r = high - low;
  const double power = 1 + (high + (r * r * polynomial(kExponentialSeries, r) - low));
  // In two steps, as 2^n may be beyond the normal numbers where the result is not.
  const double first = nearest_whole(n * 0.5);
  return power * power_of_two(first) * power_of_two(n - first);
}

SPENDLENS_INLINE double exponential_minus_one(double x) {
  const double within = choose(x > 710, 710, choose(x < -40, -40, x));
  const double n = nearest_whole(within * (1 / kLogOf2));
  const double high = within - n * kLogOf2High;
  const double low = n * kLogOf2Low;
  const double r = high - low;
  const double rest = high + (r * r * polynomial(kExponentialSeries, r) - low);
  const double half = power_of_two(n - 1);
  const double result = (rest * half + (half - 0.5)) * 2;
  return choose(n == 0, rest, result);
}

/// (2 artanh(s) / s - 2) / s^2 by powers of s^2, |s| < 0.1716; off by 2e-18.
inline constexpr double kArtanhSeries[] = {0x1.0c04595972ab8p-3, 0x1.0fbe83c2cbcf3p-3, 0x1.3b1c360763b8ap-3,
                                           0x1.745cf901605f7p-3, 0x1.c71c720160b47p-3, 0x1.2492492476c87p-2,
                                           0x1.9999999999a38p-2, 0x1.5555555555555p-1};
/// The bits of sqrt(1/2): numbers are split into 2^k times what is from here to sqrt(2).
inline constexpr std::uint64_t kLeastFraction = 0x3FE6'A09E'667F'3BCD;

/// A normal number above 0 as 2^exponent · (1 + fraction).
struct SplitNumber {
  double exponent;
  double fraction;
};
SPENDLENS_INLINE SplitNumber split(double x) {
  constexpr std::uint64_t kMantissa = 0xF'FFFF'FFFF'FFFF;
  // 1 is added to the exponent, so that it is not below 0 before the bits of 2^52 make a number of it.
  const std::uint64_t above = std::bit_cast<std::uint64_t>(x) + (0x3FF0'0000'0000'0000 - kLeastFraction);
  const double exponent = std::bit_cast<double>((above >> 52) | 0x4330'0000'0000'0000) - (0x1p52 + 1023);
  return {exponent, std::bit_cast<double>((above & kMantissa) + kLeastFraction) - 1};
}

/// ln(2^exponent · (1 + fraction)) + correction.
SPENDLENS_INLINE double log_of_split(SplitNumber number, double correction) {
  const double f = number.fraction;
  const double half_square = 0.5 * f * f;
  const double s = f / (2 + f);
  const double z = s * s;
  const double rest = z * polynomial(kArtanhSeries, z);
  const double low = number.exponent * kLogOf2Low + correction;
  return number.exponent * kLogOf2High - ((half_square - (s * (half_square + rest) + low)) - f);
}

SPENDLENS_INLINE double natural_log(double x) {
  const bool tiny = x < std::numeric_limits<double>::min();
  SplitNumber number = split(choose(tiny, x * 0x1p54, x));
  number.exponent -= choose(tiny, 54, 0);
  double result = log_of_split(number, 0);
  result = choose(x == 0, -kInfinity, result);
  result = choose(x < 0, std::numeric_limits<double>::quiet_NaN(), result);
  return choose(!(x < kInfinity), x, result);
}

SPENDLENS_INLINE double log_one_plus(double x) {
  const double sum = 1 + x;
  SplitNumber number = split(sum);
  const bool whole = number.exponent == 0;
  // What 1 + x lost: it is known from the larger of both.
  const double lost = choose(x >= 1, 1 - (sum - x), x - (sum - 1)) / sum;
  number.fraction = choose(whole, x, number.fraction);
  double result = log_of_split(number, choose(whole | (sum > 0x1p54), 0, lost));
  result = choose(x == -1, -kInfinity, result);
  result = choose(x < -1, std::numeric_limits<double>::quiet_NaN(), result);
  const bool itself = (x < 0x1p-54) & (x > -0x1p-54);
  return choose(itself | !(x < kInfinity), x, result);
}

/// ln Γ(z) / ((z - 1) (z - 2)) by powers of z - 3/2, 1 <= z <= 2; off by 2e-19.
inline constexpr double kLogGammaSeries[] = {
    0x1.5690ac55f96fcp-18, -0x1.0b7547cbef874p-17, 0x1.5841c8f950e54p-18, -0x1.0f1aa0b730e2ep-17,
    0x1.22f60ff768e29p-16, -0x1.caf7091c01f9bp-16, 0x1.5d42c628edbecp-15, -0x1.153682ea04d6ap-14,
    0x1.bb1b2f70eda70p-14, -0x1.624418c291d11p-13, 0x1.1c73d7bb3879ap-12, -0x1.cb449093f4d2bp-12,
    0x1.750aeafce189cp-11, -0x1.313e8bbbf0a5cp-10, 0x1.f814b7a8ea944p-10, -0x1.a5035229e81b4p-9,
    0x1.64f066526297dp-8,  -0x1.34dbda14a534ep-7,  0x1.1334235278e97p-6,  -0x1.007aa83cee106p-5,
    0x1.01af62a2929e8p-4,  -0x1.2aed059bd608ap-3,  0x1.eeb95b094c191p-2};
/// Bernoulli's numbers B(2n) over 2n (2n - 1), over 2n, and themselves, the highest n = 8 first.
inline constexpr double kLogGammaTail[] = {-0x1.e4286cb0f5398p-6, 0x1.a41a41a41a41ap-8,   -0x1.f6ab0d9993c7dp-10,
                                           0x1.b951e2b18ff23p-11, -0x1.3813813813814p-11, 0x1.a01a01a01a01ap-11,
                                           -0x1.6c16c16c16c17p-9, 0x1.5555555555555p-4};
inline constexpr double kDigammaTail[] = {-0x1.c5e5e5e5e5e5ep-2, 0x1.5555555555555p-4,  -0x1.5995995995996p-6,
                                          0x1.f07c1f07c1f08p-8,  -0x1.1111111111111p-8, 0x1.0410410410410p-8,
                                          -0x1.1111111111111p-7, 0x1.5555555555555p-4};
inline constexpr double kTrigammaTail[] = {-0x1.c5e5e5e5e5e5ep+2, 0x1.2aaaaaaaaaaabp+0,  -0x1.0330330330330p-2,
                                           0x1.364d9364d9365p-4,  -0x1.1111111111111p-5, 0x1.8618618618618p-6,
                                           -0x1.1111111111111p-5, 0x1.5555555555555p-3};

SPENDLENS_INLINE double log_gamma(double x) {
  // Below 8: from [1, 2) by the factors between; below 1 from x + 1, whose distances to 1 and 2 are those of x to 0, 1.
  double z = x;
  double factors = 1;
  for (int step = 0; step < 6; ++step) {
    const bool above = (z >= 2) & (x < 8);
    z = choose(above, z - 1, z);
    factors = choose(above, factors * z, factors);
  }
  const bool below = x < 1;
  const double t = choose(below, x - 0.5, z - 1.5);
  const double near =
      choose(below, x, z - 1) * choose(below, x - 1, z - 2) * polynomial(kLogGammaSeries, choose(x < 8, t, 0));
  const double large = choose(x < 8, 8, x);
  const double log = natural_log(choose(x < 8, choose(below, x, factors), x));
  const double tail = polynomial(kLogGammaTail, 1 / (large * large)) / large;
  // (x - 1/2) ln x - x by its parts, of which the first is the largest.
  const double far = (x - 0.5) * (log - 1) + (tail + (kHalfLogOf2Pi - 0.5));
  return choose(x < 8, near + choose(below, -log, log), choose(x < kInfinity, far, x));
}

/// Σ 1 / (x + k), k < 10, as a quotient: the derivative of the product over the product.
SPENDLENS_INLINE double digamma(double x) {
  double product = 1;
  double derivative = 0;
  for (int k = 0; k < 10; ++k) {
    derivative = derivative * (x + k) + product;
    product = product * (x + k);
  }
  const bool near = x < 10;
  const double y = choose(near, x + 10, x);
  const double inverse = 1 / (y * y);
  const double tail = natural_log(y) - (0.5 / y + inverse * polynomial(kDigammaTail, inverse));
  return choose(near, tail - derivative / choose(near, product, 1), tail);
}

SPENDLENS_INLINE double trigamma(double x) {
  const bool near = x < 10;
  double sum = 0;
  for (int k = 0; k < 10; ++k) sum += 1 / ((x + k) * (x + k));
  const double y = choose(near, x + 10, x);
  const double inverse = 1 / (y * y);
  const double tail = 1 / y + (0.5 * inverse + inverse / y * polynomial(kTrigammaTail, inverse));
  return tail + choose(near, sum, 0);
}

}  // namespace spendlens::elementary::expressions
