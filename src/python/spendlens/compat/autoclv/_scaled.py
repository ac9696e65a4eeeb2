"""Decimals and floats as 64-bit integers, which the library counts in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from ... import _core
from ..._table import decimal_of

CENTS = 2
_MOST_PLACES = 12
_LIMIT = 2**62


def decimals(values: Sequence[Decimal]) -> tuple[np.ndarray, int] | None:
    """(counts of 10^-places, places); places is at least 2. None where they or their sum do not fit."""
    places = max(CENTS, max((-value.as_tuple().exponent for value in values), default=CENTS))
    if places > _MOST_PLACES:
        return None
    factor = 10**places
    counts = [int(value * factor) for value in values]
    if sum(abs(count) for count in counts) * 10 >= _LIMIT:
        return None
    return np.array(counts, dtype=np.int64), places


def floats(values: np.ndarray) -> tuple[np.ndarray, int] | None:
    """Likewise, of the decimals that Python writes the floats with."""
    if not np.isfinite(values).all():
        return None
    places = _core.decimals_of(values, CENTS)
    if places > _MOST_PLACES or float(np.abs(values).sum()) * 10 ** (places + 1) >= _LIMIT:
        return None
    return _core.scaled_floats(values, places, 2), places


def to_cents(counts: np.ndarray, places: int) -> np.ndarray:
    """Counts of 10^-places, 0 or more, in cents, half up."""
    step = 10 ** (places - CENTS)
    return counts if step == 1 else (counts + step // 2) // step


def quantized(count: int, places: int) -> Decimal:
    """A count of 10^-places, 0 or more, with two decimals, half up."""
    step = 10 ** (places - CENTS)
    return decimal_of((int(count) + step // 2) // step)


def average(totals: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """totals / numbers, half up. Totals are 0 or more, numbers above 0."""
    numbers = numbers.astype(np.int64)
    quotient, rest = np.divmod(totals, numbers)
    return quotient + (rest >= numbers - rest)
