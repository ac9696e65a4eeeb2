"""RFM metrics and scores, and the data mart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import _columns, _core
from ._orders import Progress, read_orders
from ._table import Column, Table, nullable, timestamps
from .errors import UsageError


class RfmMetrics(Table):
    """One row for each customer with a purchase, in ascending order of id. `observation_end` is a day, not part of the period."""

    def __init__(self, core: "_core.Metrics") -> None:
        self._core = core
        super().__init__(
            {
                "customer_id": Column(core.customer_id, "text"),
                "recency_days": Column(core.recency_days, unit="days"),
                "frequency": Column(core.frequency, unit="orders"),
                "total_spend": Column(core.total_spend, "money", "minor units"),
                "monetary": Column(core.monetary, "money", "minor units"),
                "observation_start": Column(core.observation_start, "date"),
                "active_days": nullable(core.active_days, 0xFFFF_FFFF, "days"),
                "first_purchase": timestamps(core.first_purchase),
                "last_purchase": timestamps(core.last_purchase),
                "refund_count": Column(core.refund_count, unit="refunds"),
                "refund_total": Column(core.refund_total, "money", "minor units"),
            },
            {"observation_end": str(np.datetime64(core.observation_end, "D"))},
        )

    @property
    def observation_end(self) -> np.datetime64:
        return np.datetime64(self._core.observation_end, "D")


class RfmScores(Table):
    """Scores in the order of the metrics. `cuts` tells for each metric between which values a score lies."""

    def __init__(self, ids: Column, core: "_core.Scores") -> None:
        self._core = core
        super().__init__(
            {
                "customer_id": ids,
                "r_score": Column(core.r_score),
                "f_score": Column(core.f_score),
                "m_score": Column(core.m_score),
                "rfm_score": Column(core.rfm_score),
            }
        )

    @property
    def cuts(self) -> dict[str, dict[str, Any]]:
        return {"recency": self._core.recency_cuts, "frequency": self._core.frequency_cuts, "monetary": self._core.monetary_cuts}


def metrics_of(data: Any, rounding: str = "half_up") -> RfmMetrics:
    """RfmMetrics as they are, or from a table with their columns: customer_id, recency_days, frequency, total_spend, and
    monetary, refund_count, refund_total, observation_start, observation_end where it has them."""
    if isinstance(data, RfmMetrics):
        return data
    frame = _columns.Frame(data)
    optional = {name: frame.raw(name) if name in frame else None for name in ("monetary", "refund_count", "refund_total")}
    bounds = {
        name: _columns.days(name, frame.raw(name)) if name in frame else np.empty(0, np.int32)
        for name in ("observation_start", "observation_end")
    }
    core = _core.metrics_from(
        _columns.texts("customer_id", frame.raw("customer_id")),
        _columns.integers("recency_days", frame.raw("recency_days"), np.uint32),
        _columns.integers("frequency", frame.raw("frequency"), np.uint32),
        _columns.money("total_spend", frame.raw("total_spend"), rounding),
        None if optional["monetary"] is None else _columns.money("monetary", optional["monetary"], rounding),
        None if optional["refund_count"] is None else _columns.integers("refund_count", optional["refund_count"], np.uint32),
        None if optional["refund_total"] is None else _columns.money("refund_total", optional["refund_total"], rounding),
        int(bounds["observation_start"].min()) if bounds["observation_start"].size else 0,
        int(bounds["observation_end"].max()) if bounds["observation_end"].size else 0,
    )
    return RfmMetrics(core)


def period_days(period: Any, first_day: int, reference: int) -> tuple[int, int]:
    """(first day, day after the last) of "2025", "2025-Q3", "2025-07", "2025-07-01..2025-10-01", "all" or a pair of dates."""
    if isinstance(period, str):
        return _core.period_of(period, first_day, reference)
    start, end = period
    return _columns.day(start), _columns.day(end)


def calculate_rfm(
    data: Any,
    observation_end: Any = None,
    *,
    period: Any = None,
    customer_id: str = "customer_id",
    timestamp: str = "timestamp",
    amount: str = "amount",
    row_class: str | None = None,
    amounts: str = "signed",
    timezone: str | None = None,
    rounding: str = "half_up",
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
    progress: Progress | None = None,
) -> RfmMetrics:
    """RFM metrics, of transactions within a `period`, or of period aggregations up to `observation_end`.

    Transactions have a row for each order or refund: `customer_id` (texts, integers or categories), `timestamp` (times, or
    seconds since 1970), `amount` (integers in minor units; floats and decimals in major units). Rows come in any order; where
    those of each customer lie together and the types are the library's own (uint32 seconds, int64 minor units) nothing is
    copied. Period aggregations have the columns of aggregate_periods(), of which period_start, period_end, total_orders and
    total_spend are needed.

    `amounts`: "signed" (below 0: money spent) or "spend-positive". `timezone`: whose wall clock times with a zone become;
    their own where it is not given. `rounding`: "half_up", "half_even" or "exact". `progress(done, total)` is called between
    parts of the rows. Results do not depend on the threads: one up to `parallel_threshold` customers, above it `n_workers`.

    Raises UsageError for arguments that do not fit, InputError for data that cannot be used.
    """
    policy = (parallel, parallel_threshold, n_workers)
    if (period is None) == (observation_end is None):
        raise UsageError("give either period, with transactions, or observation_end, with period aggregations")
    if period is None:
        return _of_aggregations(data, _columns.day(observation_end), customer_id, rounding, timezone, policy)
    orders = read_orders(data, customer_id, timestamp, amount, row_class, timezone, rounding, amounts)
    first, last = orders.days()
    start, end = period_days(period, first, last)
    return RfmMetrics(
        _core.rfm_of_orders(orders.ids, orders.offset, orders.timestamp, orders.amount, orders.row_class, start, end, *policy, progress)
    )


def _of_aggregations(data: Any, end: int, customer_id: str, rounding: str, timezone: str | None, policy: tuple[Any, ...]) -> RfmMetrics:
    frame = _columns.Frame(data)
    last = _columns.timestamps("last_transaction_ts", frame.raw("last_transaction_ts"), timezone, nulls=True) if "last_transaction_ts" in frame else None
    refunds = "refund_count" in frame and "refund_total" in frame
    return RfmMetrics(
        _core.rfm_of_periods(
            _columns.texts(customer_id, frame.raw(customer_id)),
            _columns.days("period_start", frame.raw("period_start"), timezone),
            _columns.days("period_end", frame.raw("period_end"), timezone),
            _columns.integers("total_orders", frame.raw("total_orders"), np.uint32),
            _columns.money("total_spend", frame.raw("total_spend"), rounding),
            last,
            _columns.integers("refund_count", frame.raw("refund_count"), np.uint32) if refunds else None,
            _columns.money("refund_total", frame.raw("refund_total"), rounding) if refunds else None,
            end,
            *policy,
        )
    )


def calculate_rfm_scores(
    metrics: Any,
    *,
    method: str = "qcut",
    bins: int = 5,
    recency_cuts: Sequence[int] | None = None,
    frequency_cuts: Sequence[int] | None = None,
    monetary_cuts: Sequence[int] | None = None,
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
) -> RfmScores:
    """Scores from 1 to `bins` (2 to 9; 5 is best) of recency, frequency and monetary, and the three digits as rfm_score.

    `method`: "qcut" (quantiles) or "fixed" (1, 2, 3 ...). `*_cuts`: bins - 1 ascending values of your own, in the metric's
    unit (days, orders, minor units). Raises UsageError for bins or cuts out of range.
    """
    of = metrics_of(metrics)
    cuts = [None if cut is None else [int(value) for value in cut] for cut in (recency_cuts, frequency_cuts, monetary_cuts)]
    return RfmScores(of.column("customer_id"), _core.scores_of(of._core, method, bins, *cuts, parallel, parallel_threshold, n_workers))


def aggregate_periods(
    data: Any,
    granularity: str = "month",
    *,
    customer_id: str = "customer_id",
    timestamp: str = "timestamp",
    amount: str = "amount",
    margin: str | None = None,
    quantity: str | None = None,
    row_class: str | None = None,
    amounts: str = "signed",
    timezone: str | None = None,
    rounding: str = "half_up",
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
    progress: Progress | None = None,
) -> Table:
    """The data mart: a row for each customer and calendar month, quarter or year with a purchase or a refund. Arguments as of
    calculate_rfm(); `margin` (money) and `quantity` (whole numbers) name columns to be summed."""
    orders = read_orders(data, customer_id, timestamp, amount, row_class, timezone, rounding, amounts)
    sums = _core.aggregate_periods(
        orders.ids,
        orders.offset,
        orders.timestamp,
        orders.amount,
        orders.row_class,
        orders.of_rows(margin, lambda name, raw: _columns.money(name, raw, rounding)),
        orders.of_rows(quantity, lambda name, raw: _columns.integers(name, raw, np.uint32)),
        granularity,
        parallel,
        parallel_threshold,
        n_workers,
        progress,
    )
    order = sums["customer_id"].ascending()
    if order is not None:
        sums = {name: values.take(order) if name == "customer_id" else values[order] for name, values in sums.items()}
    kinds = {"customer_id": "text", "period_start": "date", "period_end": "date"}
    columns = {}
    for name, values in sums.items():
        if name == "last_transaction_ts":
            columns[name] = timestamps(values)
        elif name in ("total_spend", "total_margin", "refund_total"):
            columns[name] = Column(values, "money", "minor units")
        else:
            columns[name] = Column(values, kinds.get(name, "number"))
    return Table(columns, {"granularity": granularity})
