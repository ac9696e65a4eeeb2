"""RFM of period aggregations as columns, by the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .... import _core
from .. import _scaled

_DAY = 86_400
_MICROSECONDS = 1_000_000
_FIRST, _END = 0, 4_291_747_200 - 2 * _DAY


@dataclass(frozen=True)
class Periods:
    """Rows of aggregations. Times are microseconds on a wall clock; `last` is the least number where it is not known."""

    ids: "_core.Texts"
    start: np.ndarray
    end: np.ndarray
    orders: np.ndarray
    spend: np.ndarray
    last: np.ndarray
    known_elsewhere: np.ndarray  # rows without `last` whose customer has one in another row


@dataclass(frozen=True)
class Metrics:
    """Customers in ascending order of id; money in cents, observation_start in days."""

    ids: "_core.Texts"
    recency_days: np.ndarray
    frequency: np.ndarray
    total_spend: np.ndarray
    monetary: np.ndarray
    observation_start: np.ndarray


NO_TIME = np.iinfo(np.int64).min


def _whole_days(times: np.ndarray) -> np.ndarray | None:
    """Days of times at midnight; None where one is not."""
    days = times // (_DAY * _MICROSECONDS)
    return days if (days * (_DAY * _MICROSECONDS) == times).all() else None


def calculate(periods: Periods, observation_end: int, policy: tuple[Any, ...]) -> Metrics | None:
    """None where the rows are not what the library takes: amounts below 0 or with too many decimals, rows without an order,
    periods that begin within a day, times before 1970 or after 2105, or a last time after observation_end."""
    start, until = _whole_days(periods.start), _whole_days(periods.end)
    if start is None or until is None or observation_end % _MICROSECONDS:
        return None
    known = periods.last != NO_TIME
    times = np.where(known, periods.last, periods.end)
    if times.size and (times.max() > observation_end or min(times.min(), periods.start.min()) < _FIRST or observation_end >= _END * _MICROSECONDS):
        return None
    if (periods.end <= periods.start).any() or (periods.orders <= 0).any() or (periods.orders >= 2**31).any() or (periods.spend < 0).any():
        return None
    scaled = _scaled.floats(periods.spend)
    if scaled is None:
        return None
    spend, places = scaled
    order = periods.ids.rows_by_id()
    # The library's observation ends at midnight: all times are moved to the end of the day, and by one day more, as it
    # has nobody buy at the end itself. A time within a second counts as the next whole one, which no whole day can tell.
    end = observation_end // _MICROSECONDS
    shift = -end % _DAY
    seconds = until * _DAY + shift
    if known.any():
        seconds = np.where(known, -(-times // _MICROSECONDS) + shift, seconds)
    if periods.known_elsewhere.any():
        seconds[periods.known_elsewhere] = 0
    core = _core.rfm_of_periods(
        periods.ids.take(order),
        start.astype(np.int32)[order],
        until.astype(np.int32)[order],
        periods.orders.astype(np.uint32)[order],
        spend[order],
        seconds.astype(np.uint32)[order],
        None,
        None,
        (end + shift) // _DAY + 1,
        *policy,
    )
    total = _scaled.to_cents(core.total_spend, places)
    return Metrics(core.customer_id, core.recency_days.astype(np.int64) - 1, core.frequency, total, _scaled.average(total, core.frequency), core.observation_start)
