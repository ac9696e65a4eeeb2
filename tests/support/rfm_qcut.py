"""Scores of integer values by pandas' qcut, for one case a line.

Reads `BINS VALUE VALUE ...`, writes the scores, the higher the value the higher the score, then those where lower is
better. One distinct value scores (BINS + 1) // 2. Twice `float` where pandas' edges, which are floats, fall on the
other side of a value than the exact quantile does.
"""
import sys
from fractions import Fraction

import numpy as np
import pandas as pd


def float_edges_mislead(values, edges, q):
    ordered = sorted(values)
    for i in range(q + 1):
        position = Fraction((len(ordered) - 1) * i, q)
        low = ordered[int(position)]
        high = ordered[min(int(position) + 1, len(ordered) - 1)]
        exact = low + (high - low) * (position - int(position))
        if any((v <= exact) != (v <= edges[i]) for v in ordered):
            return True
    return False


def scores(values, bins):
    distinct = values.nunique()
    if distinct == 1:
        return [(bins + 1) // 2] * len(values), [(bins + 1) // 2] * len(values)
    q = min(bins, distinct)
    if float_edges_mislead(values.tolist(), values.quantile(np.linspace(0, 1, q + 1)).tolist(), q):
        return ["float"], ["float"]
    codes = pd.qcut(values, q, labels=False, duplicates="drop")
    highest = codes.max()
    return [int(c) + 1 for c in codes], [int(highest - c) + 1 for c in codes]


for line in sys.stdin:
    bins, *values = map(int, line.split())
    for result in scores(pd.Series(values), bins):
        print(*result)
