"""Exact arithmetic: integers and fractions in, decimal texts out. No floating point anywhere."""

from fractions import Fraction


def rounded(value, decimals=2):
    """The integer nearest to value * 10^decimals, halves away from zero."""
    scaled = Fraction(value) * 10**decimals
    magnitude = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return -magnitude if scaled < 0 else magnitude


def decimal_text(units, decimals=2):
    """An integer count of 10^-decimals as a decimal text: (-5, 2) is "-0.05"."""
    digits = str(abs(units)).rjust(decimals + 1, "0")
    sign = "-" if units < 0 else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def money(cents):
    return decimal_text(cents)


def ratio(numerator, denominator, decimals=2):
    """The rounded quotient as a text; 0 where the denominator is 0."""
    value = Fraction(numerator, denominator) if denominator else Fraction(0)
    return decimal_text(rounded(value, decimals), decimals)


def percent(part, whole):
    return ratio(100 * part, whole)


def rounded_quotient(numerator, denominator):
    """The integer nearest to numerator / denominator, halves away from zero; 0 where the denominator is 0."""
    return rounded(Fraction(numerator, denominator), 0) if denominator else 0
