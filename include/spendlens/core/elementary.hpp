#pragma once

#include <span>

/// Functions whose every bit is the same on every processor, with every C library and instruction set: those of the C
/// library pick other code for other processors, and the ranks of one job may run on different ones. Only operations
/// that IEEE 754 defines to the last bit are in them. Errors are in units in the last place (ulp) of the result.
/// tests/unit/core/test_elementary.cpp holds them against values of 60 digits.

namespace spendlens::elementary {

/// e^x, within 1 ulp; 0 below -745.2, infinity above 709.8; within 1 ulp and half the least number where it is
/// subnormal.
[[nodiscard]] double exponential(double x);
/// e^x - 1, within 1.5 ulp.
[[nodiscard]] double exponential_minus_one(double x);
/// ln x, within 1 ulp; -infinity of 0, NaN below.
[[nodiscard]] double natural_log(double x);
/// ln(1 + x), within 1 ulp; -infinity of -1, NaN below.
[[nodiscard]] double log_one_plus(double x);
/// ln Γ(x), within 8 ulp, its zeros at 1 and 2 among them. Precondition: x > 0.
[[nodiscard]] double log_gamma(double x);
/// The derivative of ln Γ, within 4e-15 times the larger of 1 and the result's magnitude. Precondition: x > 0.
[[nodiscard]] double digamma(double x);
/// The derivative of that, within 8 ulp. Precondition: x > 0.
[[nodiscard]] double trigamma(double x);

// The same over spans of one length, with the vectors of instruction_set(); equal to the last bit. `to` may be `from`.

void exponential(std::span<const double> from, std::span<double> to);
void exponential_minus_one(std::span<const double> from, std::span<double> to);
void natural_log(std::span<const double> from, std::span<double> to);
void log_one_plus(std::span<const double> from, std::span<double> to);
void log_gamma(std::span<const double> from, std::span<double> to);
void digamma(std::span<const double> from, std::span<double> to);
void trigamma(std::span<const double> from, std::span<double> to);

}  // namespace spendlens::elementary
