"""Writes tests/unit/core/elementary_values.hpp: arguments and values of 60 digits (mpmath), each as a sum of two doubles."""
import random
import sys

from mpmath import mp, mpf, digamma, exp, expm1, log, log1p, loggamma, psi

mp.dps = 60
random.seed(1)


def spread(low, high, count):
    """Arguments as even in their logarithms."""
    return [float(mpf(low) * (mpf(high) / low) ** (mpf(i) / (count - 1))) for i in range(count)]


signed = [sign * x for x in spread(1e-17, 30, 30) for sign in (1, -1)] + [random.uniform(-1.2, 1.2) for _ in range(40)]
positive = spread(1e-9, 1e9, 40) + [random.uniform(0.5, 12) for _ in range(60)] + [1 - 2 ** -20, 1 + 2 ** -20, 2 - 2 ** -19, 2 + 2 ** -19, 8.0, 10.0, 9.999]
FUNCTIONS = {
    "exponential": (exp, signed + [random.uniform(-700, 709) for _ in range(40)] + [0.0, -700.5, 709.7]),
    "exponential_minus_one": (expm1, signed + [random.uniform(-60, 709) for _ in range(30)] + [709.7]),
    "natural_log": (log, spread(5e-324, 1e308, 60) + [random.uniform(0.5, 2) for _ in range(60)] + [1 - 2 ** -53, 1 + 2 ** -52]),
    "log_one_plus": (log1p, [x for x in signed if x > -1] + spread(1, 1e18, 30) + [random.uniform(-1, 3) for _ in range(60)]),
    "log_gamma": (loggamma, positive),
    "digamma": (digamma, positive),
    "trigamma": (lambda x: psi(1, x), positive),
}


def main():
    print("#pragma once\n\n// Made by tests/support/elementary_values.py.\n\n#include <vector>\n\nnamespace spendlens::test {\n")
    print("/// value + rest is the function of the argument to 60 digits, as far as two doubles hold them.")
    print("struct KnownValue {\n  double argument;\n  double value;\n  double rest;\n};\n\n// clang-format off")
    for name, (function, arguments) in FUNCTIONS.items():
        print(f"inline const std::vector<KnownValue> k_{name} = {{")
        for x in arguments:
            value = function(mpf(x))
            if value == 0:
                continue
            nearest = float(value)
            print(f"  {{{x.hex()}, {nearest.hex()}, {float(value - mpf(nearest)).hex()}}},")
        print("};")
    print("// clang-format on\n\n}  // namespace spendlens::test")


if __name__ == "__main__":
    sys.exit(main())
