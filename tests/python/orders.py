"""Orders of made-up customers, for the tests beside this file."""

import numpy as np


def made_up(rows=20_000, customers=2_000, seed=1):
    """Columns of numpy: customer_id (str), timestamp (datetime64[s]), amount (minor units, below 0: spent; a few refunds)."""
    random = np.random.default_rng(seed)
    ids = np.array([f"C{number:05d}" for number in random.integers(0, customers, rows)], dtype=object)
    times = np.datetime64("2025-01-01T00:00:00") + random.integers(0, 365 * 86_400, rows).astype("timedelta64[s]")
    amounts = -random.integers(1, 30_000, rows)
    amounts[:: 50] *= -1
    return {"customer_id": ids, "timestamp": times, "amount": amounts}


def address(array):
    return array.__array_interface__["data"][0]
