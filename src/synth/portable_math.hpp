#pragma once

namespace spendlens::synth {

/// Functions whose every bit is the same with every compiler and C library, as generated rows depend on them: they are
/// made of +, -, *, / and square roots, which IEEE 754 defines to the last bit (never contracted: -ffp-contract=off),
/// where the C library's own differ from one version and machine to the next. Off by some units in the last place.

[[nodiscard]] double natural_log(double x);            ///< -infinity of 0. Precondition: x >= 0, finite
[[nodiscard]] double log_of_one_plus(double x);        ///< accurate near 0. Precondition: x >= -1, finite
[[nodiscard]] double exponential_of(double x);         ///< 0 where it would be below 1e-307. Precondition: x < 709
[[nodiscard]] double exponential_minus_one(double x);  ///< accurate near 0. Precondition: x < 709
/// Precondition: base > 0; its result is within 1e-307 to 1e307
[[nodiscard]] double power_of(double base, double exponent);
[[nodiscard]] double cosine_of_turns(double turns);  ///< cos(2 pi turns). Precondition: |turns| < 2^51
/// The quantile of the standard normal distribution. Precondition: 0 < chance < 1
[[nodiscard]] double normal_quantile(double chance);

}  // namespace spendlens::synth
