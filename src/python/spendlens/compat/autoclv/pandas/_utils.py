"""Floats of frames and Decimals of objects."""

from decimal import Decimal


def decimal_to_float(value: Decimal) -> float:
    return float(value)


def float_to_decimal(value: float) -> Decimal:
    """By the float's shortest text. Raises TypeError for what is no number."""
    if not isinstance(value, (int, float)):
        raise TypeError(f"Expected numeric type, got {type(value)}")
    return Decimal(str(value))
