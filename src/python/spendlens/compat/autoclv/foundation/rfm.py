"""RFM metrics and scores as lists of dataclasses."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from .... import _core
from ...._table import decimal_of
from .. import _scaled
from . import _metrics
from .data_mart import PeriodAggregation

_CENT = Decimal("0.01")
_EPOCH = datetime.datetime(1970, 1, 1)


@dataclass(frozen=True)
class RFMMetrics:
    """RFM metrics of one customer; checked when it is made."""

    customer_id: str
    recency_days: int
    frequency: int
    monetary: Decimal
    observation_start: datetime.datetime
    observation_end: datetime.datetime
    total_spend: Decimal

    def __post_init__(self) -> None:
        of = f"(customer_id={self.customer_id})"
        if self.recency_days < 0:
            raise ValueError(f"Recency cannot be negative: {self.recency_days} {of}")
        if self.frequency <= 0:
            raise ValueError(f"Frequency must be positive: {self.frequency} {of}")
        if self.monetary < 0:
            raise ValueError(f"Monetary value cannot be negative: {self.monetary} {of}")
        if self.total_spend < 0:
            raise ValueError(f"Total spend cannot be negative: {self.total_spend} {of}")
        expected = self.total_spend / self.frequency
        if abs(self.monetary - expected) > _CENT:
            raise ValueError(f"Monetary ({self.monetary}) != total_spend / frequency ({expected}) {of}")


@dataclass(frozen=True)
class RFMScore:
    """Scores of one customer; checked when it is made."""

    customer_id: str
    r_score: int
    f_score: int
    m_score: int
    rfm_score: str

    def __post_init__(self) -> None:
        of = f"(customer_id={self.customer_id})"
        for name in ("r_score", "f_score", "m_score"):
            value = getattr(self, name)
            if not 1 <= value <= 5:
                raise ValueError(f"{name} must be between 1 and 5: {value} {of}")
        expected = f"{self.r_score}{self.f_score}{self.m_score}"
        if self.rfm_score != expected:
            raise ValueError(f"rfm_score ({self.rfm_score}) does not match r/f/m scores ({expected}) {of}")


def check_workers(n_workers: int | None) -> None:
    if n_workers is not None and n_workers < 1:
        raise ValueError(f"n_workers must be >= 1, got {n_workers}")


def calculate_rfm(
    period_aggregations: Sequence[PeriodAggregation],
    observation_end: datetime.datetime,
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
) -> list[RFMMetrics]:
    """RFM metrics of period aggregations, in ascending order of id. Recency counts from the last transaction or, where none
    of a customer's rows has one, from the end of its last period."""
    if not period_aggregations:
        return []
    _refuse_late(period_aggregations, observation_end)
    check_workers(n_workers)
    metrics = _by_columns(period_aggregations, observation_end, (parallel, parallel_threshold, n_workers))
    return _one_by_one(period_aggregations, observation_end) if metrics is None else metrics


def _refuse_late(periods: Sequence[PeriodAggregation], observation_end: datetime.datetime) -> None:
    for period in periods:
        if period.last_transaction_ts is not None and period.last_transaction_ts > observation_end:
            raise ValueError(
                f"Transaction timestamp ({period.last_transaction_ts}) cannot be after observation_end ({observation_end}) "
                f"for customer {period.customer_id}"
            )


def _microseconds(times: list[datetime.datetime | None]) -> np.ndarray:
    return np.array([time if time is None else time.replace(tzinfo=None) for time in times], dtype="datetime64[us]").view(np.int64)


def _by_columns(periods: Sequence[PeriodAggregation], observation_end: datetime.datetime, policy: tuple[Any, ...]) -> list[RFMMetrics] | None:
    """By the library; None where it does not take the rows."""
    last = [period.last_transaction_ts for period in periods]
    times = [*(period.period_start for period in periods), *(period.period_end for period in periods), *(one for one in last if one is not None)]
    zone = observation_end.tzinfo
    if any(time.tzinfo is not zone for time in times):
        return None
    ids = [period.customer_id for period in periods]
    if not all(type(one) is str for one in ids) or not all(type(period.total_orders) is int for period in periods):
        return None
    known = {customer for customer, time in zip(ids, last) if time is not None}
    rows = _metrics.Periods(
        _core.Texts.of_objects(ids),
        _microseconds([period.period_start for period in periods]),
        _microseconds([period.period_end for period in periods]),
        np.array([period.total_orders for period in periods], dtype=np.int64),
        np.array([float(period.total_spend) for period in periods]),
        _microseconds(last),
        np.array([time is None and customer in known for customer, time in zip(ids, last)]),
    )
    result = _metrics.calculate(rows, (observation_end.replace(tzinfo=None) - _EPOCH) // datetime.timedelta(microseconds=1), policy)
    return None if result is None else _objects(result, observation_end)


def _objects(result: _metrics.Metrics, observation_end: datetime.datetime) -> list[RFMMetrics]:
    zone = observation_end.tzinfo
    starts = {day: _EPOCH.replace(tzinfo=zone) + datetime.timedelta(days=day) for day in np.unique(result.observation_start).tolist()}
    columns = (result.recency_days, result.frequency, result.monetary, result.observation_start, result.total_spend)
    return [
        RFMMetrics(customer, recency, frequency, decimal_of(monetary), starts[start], observation_end, decimal_of(spend))
        for customer, recency, frequency, monetary, start, spend in zip(result.ids.to_objects(), *(column.tolist() for column in columns))
    ]


def _one_by_one(periods: Sequence[PeriodAggregation], observation_end: datetime.datetime) -> list[RFMMetrics]:
    """The same for rows that the library does not take."""
    rows: dict[str, list[PeriodAggregation]] = {}
    for period in periods:
        rows.setdefault(period.customer_id, []).append(period)
    metrics = []
    for customer, of in rows.items():
        known = [period.last_transaction_ts for period in of if period.last_transaction_ts is not None]
        last = max(known) if known else max(period.period_end for period in of)
        frequency = sum(period.total_orders for period in of)
        spend = sum((Decimal(str(period.total_spend)) for period in of), Decimal(0)).quantize(_CENT, rounding=decimal.ROUND_HALF_UP)
        if frequency == 0:
            raise ValueError(f"Frequency must be positive: 0 (customer_id={customer})")
        monetary = (spend / frequency).quantize(_CENT, rounding=decimal.ROUND_HALF_UP)
        start = min(period.period_start for period in of)
        metrics.append(RFMMetrics(customer, (observation_end - last).days, frequency, monetary, start, observation_end, spend))
    return sorted(metrics, key=lambda one: one.customer_id)


def calculate_rfm_scores(
    rfm_metrics: Sequence[RFMMetrics], recency_bins: int = 5, frequency_bins: int = 5, monetary_bins: int = 5
) -> list[RFMScore]:
    """Scores of quantiles, in ascending order of id. A metric of which all customers have the same value scores 3; one with
    fewer distinct values than bins has as many bins as values."""
    if not rfm_metrics:
        return []
    recency = np.array([one.recency_days for one in rfm_metrics], dtype=np.int64)
    frequency = np.array([one.frequency for one in rfm_metrics], dtype=np.int64)
    scaled = _scaled.decimals([one.monetary for one in rfm_metrics])
    monetary = np.array([float(one.monetary) for one in rfm_metrics]) if scaled is None else scaled[0]
    scores = [
        _scores(recency, recency_bins, "recency").tolist(),
        _scores(frequency, frequency_bins, "frequency").tolist(),
        _scores(monetary, monetary_bins, "monetary").tolist(),
    ]
    result = [RFMScore(one.customer_id, r, f, m, f"{r}{f}{m}") for one, r, f, m in zip(rfm_metrics, *scores)]
    return sorted(result, key=lambda one: one.customer_id)


def _scores(values: np.ndarray, bins: int, metric: str) -> np.ndarray:
    distinct = len(np.unique(values))
    if distinct == 1:
        return np.full(len(values), 3)
    bins = min(bins, distinct)
    if not 2 <= bins <= 9 or values.dtype.kind == "f" or values.min() < 0 or (metric != "monetary" and values.max() >= 2**31):
        return _scores_by_edges(values, bins, metric == "recency")
    columns = {name: np.zeros(len(values), np.int64 if name == "monetary" else np.uint32) for name in ("recency", "frequency", "monetary")}
    columns[metric] = values.astype(columns[metric].dtype)
    ids = _core.Texts.of_integers(np.arange(len(values), dtype=np.int64))
    core = _core.metrics_from(ids, columns["recency"], columns["frequency"], columns["monetary"], columns["monetary"], None, None, 0, 0)
    result = _core.scores_of(core, "qcut", bins, None, None, None, True, 10_000_000, None)
    return {"recency": result.r_score, "frequency": result.f_score, "monetary": result.m_score}[metric]


def _scores_by_edges(values: np.ndarray, bins: int, reverse: bool) -> np.ndarray:
    """The same in floats, for numbers and bins that the library does not take."""
    edges = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)))
    place = np.clip(np.searchsorted(edges, values, side="left"), 1, max(1, len(edges) - 1))
    return place.max() - place + 1 if reverse else place
