#include "synth/portable_math.hpp"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>

namespace spendlens::synth {

namespace {

constexpr double kLogOf2 = std::numbers::ln2;
/// ln 2 as a sum: the first part has so few bits that its product with an exponent is exact.
constexpr double kLogOf2High = 0x1.62e42feep-1;
constexpr double kLogOf2Low = 0x1.a39ef35793c76p-33;

/// 2^exponent, -1022 <= exponent <= 1023.
double power_of_two(std::int64_t exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

/// Horner's rule; from the highest power down.
template <std::size_t n>
double polynomial(const double (&coefficients)[n], double x) {
  double sum = coefficients[0];
  for (std::size_t i = 1; i < n; ++i) sum = sum * x + coefficients[i];
  return sum;
}

/// 1 / n!, for Taylor's series; n! is exact up to 22.
constexpr double inverse_factorial(int n) {
  double factorial = 1;
  for (int i = 2; i <= n; ++i) factorial *= i;
  return 1 / factorial;
}

/// The whole number nearest to x, |x| < 2^51: where the unit in the last place is 1 nothing else is left.
double nearest(double x) {
  constexpr double kShift = 0x1.8p52;
  return (x + kShift) - kShift;
}

}  // namespace

double natural_log(double x) {
  if (!(x > 0)) return -std::numeric_limits<double>::infinity();
  if (x < std::numeric_limits<double>::min()) return natural_log(x * 0x1p54) - 54 * kLogOf2;
  // x = 2^exponent · m with m within sqrt(1/2) to sqrt(2); ln m = 2 artanh s with s = (m - 1) / (m + 1), |s| < 0.172.
  constexpr auto kLeast = std::bit_cast<std::uint64_t>(std::numbers::sqrt2 / 2);
  const std::uint64_t above = std::bit_cast<std::uint64_t>(x) - kLeast;
  const std::int64_t exponent = static_cast<std::int64_t>(above) >> 52;
  const double m = std::bit_cast<double>((above & 0xF'FFFF'FFFF'FFFF) + kLeast);
  static constexpr double kSeries[] = {1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13,
                                       1.0 / 11, 1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3};
  const double s = (m - 1) / (m + 1);
  const double square = s * s;
  const double log_of_m = 2 * s + 2 * s * (square * polynomial(kSeries, square));
  const auto twos = static_cast<double>(exponent);
  return twos * kLogOf2High + (log_of_m + twos * kLogOf2Low);
}

double exponential_of(double x) {
  if (x < -706) return 0;
  const double twos = nearest(x * (1 / kLogOf2));
  const double rest = (x - twos * kLogOf2High) - twos * kLogOf2Low;  // within ln(2) / 2 either way
  static constexpr double kSeries[] = {inverse_factorial(13), inverse_factorial(12), inverse_factorial(11),
                                       inverse_factorial(10), inverse_factorial(9),  inverse_factorial(8),
                                       inverse_factorial(7),  inverse_factorial(6),  inverse_factorial(5),
                                       inverse_factorial(4),  inverse_factorial(3),  inverse_factorial(2)};
  return (1 + (rest + rest * (rest * polynomial(kSeries, rest)))) * power_of_two(static_cast<std::int64_t>(twos));
}

// Kahan's corrections: what rounding took from 1 + x, and from exp(x), is known by the other function.
double log_of_one_plus(double x) {
  const double sum = 1 + x;
  return sum == 1 || sum == 0 ? (sum == 0 ? natural_log(0) : x) : natural_log(sum) * (x / (sum - 1));
}

double exponential_minus_one(double x) {
  const double power = exponential_of(x);
  if (power == 1) return x;
  return power - 1 == -1 ? -1 : (power - 1) * (x / natural_log(power));
}

double power_of(double base, double exponent) { return exponential_of(exponent * natural_log(base)); }

double cosine_of_turns(double turns) {
  // cos(2 pi t) is sin(pi / 2 - 2 pi |t|), t within half a turn: by Taylor's series, without a branch.
  static constexpr double kSeries[] = {inverse_factorial(21),  -inverse_factorial(19), inverse_factorial(17),
                                       -inverse_factorial(15), inverse_factorial(13),  -inverse_factorial(11),
                                       inverse_factorial(9),   -inverse_factorial(7),  inverse_factorial(5),
                                       -inverse_factorial(3)};
  const double angle = (0.25 - std::abs(turns - nearest(turns))) * (2 * std::numbers::pi);
  const double square = angle * angle;
  return angle + angle * (square * polynomial(kSeries, square));
}

// Wichura 1988, algorithm AS 241 (PPND16), about 16 digits.
double normal_quantile(double chance) {
  static constexpr double kA[] = {2509.0809287301226727, 33430.575583588128105, 67265.770927008700853,
                                  45921.953931549871457, 13731.693765509461125, 1971.5909503065514427,
                                  133.14166789178437745, 3.387132872796366608};
  static constexpr double kB[] = {
      5226.495278852545925,  28729.085735721942674, 39307.89580009271061,  21213.794301586595867,
      5394.1960214247511077, 687.1870074920579083,  42.313330701600911252, 1.0};
  static constexpr double kC[] = {7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
                                  1.27045825245236838258,   3.64784832476320460504,   5.7694972214606914055,
                                  4.6303378461565452959,    1.42343711074968357734};
  static constexpr double kD[] = {
      1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
      0.68976733498510000455,    1.6763848301838038494,   2.05319162663775882187,   1.0};
  static constexpr double kE[] = {2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
                                  0.026532189526576123093,   0.29656057182850489123,    1.7848265399172913358,
                                  5.4637849111641143699,     6.6579046435011037772};
  static constexpr double kF[] = {
      2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
      0.0148753612908506148525,   0.13692988092273580531,   0.59983220655588793769,   1.0};
  const double q = chance - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(kA, r) / polynomial(kB, r);
  }
  const double r = std::sqrt(-natural_log(q < 0 ? chance : 1 - chance));
  const double quantile =
      r <= 5 ? polynomial(kC, r - 1.6) / polynomial(kD, r - 1.6) : polynomial(kE, r - 5) / polynomial(kF, r - 5);
  return q < 0 ? -quantile : quantile;
}

}  // namespace spendlens::synth
