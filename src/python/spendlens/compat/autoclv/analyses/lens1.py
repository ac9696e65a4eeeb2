"""Lens 1 of lists of RFMMetrics."""

from __future__ import annotations

import collections
import decimal
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from .... import _core
from ...._table import decimal_of
from .. import _scaled
from ..foundation.rfm import RFMMetrics, RFMScore

DEFAULT_PARETO_PERCENTILES = (10, 20)
PARETO_TOP_10_PCT, PARETO_TOP_20_PCT = DEFAULT_PARETO_PERCENTILES
PERCENTAGE_PRECISION = Decimal("0.01")
MIN_CUSTOMERS_IN_SEGMENT = 1
_POLICY = (True, 10_000_000, None)


@dataclass(frozen=True)
class Lens1Metrics:
    """Lens 1; checked when it is made."""

    total_customers: int
    one_time_buyers: int
    one_time_buyer_pct: Decimal
    total_revenue: Decimal
    top_10pct_revenue_contribution: Decimal
    top_20pct_revenue_contribution: Decimal
    avg_orders_per_customer: Decimal
    median_customer_value: Decimal
    rfm_distribution: dict[str, int]

    def __post_init__(self) -> None:
        if self.total_customers < 0:
            raise ValueError(f"Total customers cannot be negative: {self.total_customers}")
        if self.one_time_buyers < 0:
            raise ValueError(f"One-time buyers cannot be negative: {self.one_time_buyers}")
        if self.one_time_buyers > self.total_customers:
            raise ValueError(f"One-time buyers ({self.one_time_buyers}) cannot exceed total customers ({self.total_customers})")
        if self.total_revenue < 0:
            raise ValueError(f"Total revenue cannot be negative: {self.total_revenue}")
        if not 0 <= self.one_time_buyer_pct <= 100:
            raise ValueError(f"One-time buyer percentage must be 0-100: {self.one_time_buyer_pct}")
        if not 0 <= self.top_10pct_revenue_contribution <= 100:
            raise ValueError(f"Top 10% revenue contribution must be 0-100: {self.top_10pct_revenue_contribution}")
        if not 0 <= self.top_20pct_revenue_contribution <= 100:
            raise ValueError(f"Top 20% revenue contribution must be 0-100: {self.top_20pct_revenue_contribution}")


def empty_metrics() -> Lens1Metrics:
    zero = Decimal("0")
    return Lens1Metrics(0, 0, zero, zero, zero, zero, zero, zero, {})


def core_metrics(ids: "_core.Texts", frequency: np.ndarray, spend: np.ndarray) -> "_core.Metrics":
    """Spend and orders of customers as the library's metrics."""
    return _core.metrics_from(ids, np.zeros(len(spend), np.uint32), frequency.astype(np.uint32), spend, None, None, None, 0, 0)


def metrics_of_columns(frequency: np.ndarray, spend: np.ndarray, places: int, distribution: dict[str, int]) -> Lens1Metrics:
    """By the library, of spend in counts of 10^-places. One place more has the mean of the two in the middle be exact."""
    ids = _core.Texts.blank(len(spend))
    scores = _core.scores_from(np.full(len(spend), 111, np.uint16))  # given, they are not calculated
    figures = _core.lens1_of(core_metrics(ids, frequency, spend * 10), scores, list(DEFAULT_PARETO_PERCENTILES), *_POLICY).to_dict()
    return Lens1Metrics(
        total_customers=figures["total_customers"],
        one_time_buyers=figures["one_time_buyers"],
        one_time_buyer_pct=decimal_of(figures["one_time_buyer_pct"]),
        total_revenue=_scaled.quantized(figures["total_revenue"], places + 1),
        top_10pct_revenue_contribution=decimal_of(figures["top_10pct_revenue_contribution"]),
        top_20pct_revenue_contribution=decimal_of(figures["top_20pct_revenue_contribution"]),
        avg_orders_per_customer=decimal_of(figures["avg_orders_per_customer"]),
        median_customer_value=_scaled.quantized(figures["median_customer_value"], places + 1),
        rfm_distribution=distribution,
    )


def analyze_single_period(rfm_metrics: Sequence[RFMMetrics], rfm_scores: Sequence[RFMScore] | None = None) -> Lens1Metrics:
    """Lens 1; without scores rfm_distribution is empty."""
    if not rfm_metrics:
        return empty_metrics()
    distribution = dict(collections.Counter(score.rfm_score for score in rfm_scores or ()))
    scaled = _scaled.decimals([one.total_spend for one in rfm_metrics])
    if scaled is None:
        return _metrics_of_decimals(rfm_metrics, distribution)
    return metrics_of_columns(np.array([one.frequency for one in rfm_metrics]), *scaled, distribution)


def _rounded(value: Any) -> Decimal:
    return Decimal(value).quantize(PERCENTAGE_PRECISION, rounding=decimal.ROUND_HALF_UP)


def _metrics_of_decimals(rfm_metrics: Sequence[RFMMetrics], distribution: dict[str, int]) -> Lens1Metrics:
    """The same for amounts with more decimals than the library counts in."""
    customers = len(rfm_metrics)
    spend = sorted(one.total_spend for one in rfm_metrics)
    once = sum(one.frequency == 1 for one in rfm_metrics)
    shares = calculate_revenue_concentration(rfm_metrics)
    middle = spend[customers // 2] if customers % 2 else _rounded((spend[customers // 2 - 1] + spend[customers // 2]) / 2)
    return Lens1Metrics(
        total_customers=customers,
        one_time_buyers=once,
        one_time_buyer_pct=_rounded(Decimal(once) / customers * 100),
        total_revenue=_rounded(sum(spend)),
        top_10pct_revenue_contribution=shares[PARETO_TOP_10_PCT],
        top_20pct_revenue_contribution=shares[PARETO_TOP_20_PCT],
        avg_orders_per_customer=_rounded(Decimal(sum(one.frequency for one in rfm_metrics)) / customers),
        median_customer_value=middle,
        rfm_distribution=distribution,
    )


def calculate_revenue_concentration(
    rfm_metrics: Sequence[RFMMetrics], percentiles: Sequence[int] = DEFAULT_PARETO_PERCENTILES
) -> dict[int, Decimal]:
    """The share of revenue, in percent, of the biggest customers by percentile."""
    for percentile in percentiles:
        if not 1 <= percentile <= 100:
            raise ValueError(f"Percentiles must be in range 1-100, got: {percentile}")
    revenue = sum((one.total_spend for one in rfm_metrics), Decimal(0))
    if revenue == 0:
        return {percentile: Decimal("0") for percentile in percentiles}
    scaled = _scaled.decimals([one.total_spend for one in rfm_metrics])
    if scaled is not None and all(isinstance(percentile, int) for percentile in percentiles):
        return {percentile: decimal_of(share) for percentile, share in _core.concentration_of(scaled[0], list(percentiles), *_POLICY).items()}
    spend = sorted((one.total_spend for one in rfm_metrics), reverse=True)
    counts = {percentile: max(MIN_CUSTOMERS_IN_SEGMENT, int(len(spend) * percentile / 100)) for percentile in percentiles}
    return {percentile: _rounded(sum(spend[:count]) / revenue * 100) for percentile, count in counts.items()}
