"""Lens 1 and Lens 2."""

from __future__ import annotations

import decimal
import html
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import _columns, _core
from ._rfm import RfmScores, metrics_of
from ._table import Column, Table, decimal_of
from .errors import UsageError

GROUPS = ("inactive", "retained", "churned", "reactivated", "first_time")
_HUNDREDTHS = {
    "one_time_buyer_pct",
    "top_10pct_revenue_contribution",
    "top_20pct_revenue_contribution",
    "avg_orders_per_customer",
    "retention_rate",
    "churn_rate",
    "reactivation_rate",
    "revenue_change_pct",
    "avg_order_value_change_pct",
}
_MONEY = {"total_revenue", "avg_order_value", "median_customer_value", "refund_total"}


class Figures:
    """Figures by name, as attributes: counts are int, money, percentages and means exact decimal.Decimal (money in major
    units, percentages 0 to 100)."""

    _shown: tuple[str, ...] = ()

    def __init__(self, figures: dict[str, Any]) -> None:
        self._figures = {name: _value(name, value) for name, value in figures.items()}

    def __getattr__(self, name: str) -> Any:
        figures = self.__dict__.get("_figures", {})
        if name in figures:
            return figures[name]
        raise AttributeError(f"{type(self).__name__} has no figure '{name}'; it has {', '.join(figures)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._figures]

    def to_dict(self) -> dict[str, Any]:
        return dict(self._figures)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Figures) and self._figures == other._figures

    def __repr__(self) -> str:
        width = max(len(name) for name in self._shown)
        return "\n".join([type(self).__name__, *(f"  {name.ljust(width)}  {self._figures[name]:,}" for name in self._shown)])

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{html.escape(name)}</th><td>{self._figures[name]:,}</td></tr>" for name in self._shown)
        return f"<table><caption>{type(self).__name__}</caption>{rows}</table>"


def _value(name: str, value: Any) -> Any:
    if name in _HUNDREDTHS or name in _MONEY:
        return decimal_of(value)
    if name == "revenue_concentration":
        return {percentile: decimal_of(share) for percentile, (_, share) in value.items()}
    if name == "gini_millionths":
        return decimal_of(value, 6)
    if name == "bridge":
        return {part: decimal_of(amount) for part, amount in value.items()}
    if name == "equal_customer_groups":
        return [(customers, decimal_of(revenue), decimal_of(least), decimal_of(most)) for customers, revenue, least, most in value]
    if name == "spend_bounds":
        return [decimal_of(bound) for bound in value]
    if name == "lorenz":
        return [decimal_of(share, 4) for share in value]
    if name == "rfm_distribution":
        return {str(score): customers for score, customers in value.items()}
    return value


class SinglePeriod(Figures):
    """Lens 1. `revenue_concentration` has the share of revenue by percentile, `rfm_distribution` customers by score."""

    _shown = (
        "total_customers",
        "total_orders",
        "total_revenue",
        "one_time_buyers",
        "one_time_buyer_pct",
        "top_10pct_revenue_contribution",
        "top_20pct_revenue_contribution",
        "avg_orders_per_customer",
        "avg_order_value",
        "median_customer_value",
        "gini",
        "refund_count",
        "refund_total",
    )

    def __init__(self, core: "_core.SinglePeriod") -> None:
        self._core = core
        figures = core.to_dict()
        super().__init__(figures)
        self._figures["gini"] = self._figures.pop("gini_millionths")


class PeriodComparison(Figures):
    """Lens 2. `bridge` leads from one period's revenue to the other's; `customers` has each customer's group."""

    _shown = (
        "retained",
        "churned",
        "new",
        "reactivated",
        "first_time",
        "retention_rate",
        "churn_rate",
        "reactivation_rate",
        "customer_count_change",
        "revenue_change_pct",
        "avg_order_value_change_pct",
    )

    def __init__(self, figures: dict[str, Any], customers: Table, period1: SinglePeriod, period2: SinglePeriod) -> None:
        super().__init__(figures)
        self.customers = customers
        self.period1 = period1
        self.period2 = period2

    def of_group(self, group: str) -> np.ndarray:
        """Ids of a group: retained, churned, reactivated, first_time, inactive, or new (reactivated and first_time)."""
        if group not in (*GROUPS, "new"):
            raise UsageError(f"there is no group '{group}'; there are new, {', '.join(GROUPS)}")
        names = ("reactivated", "first_time") if group == "new" else (group,)
        codes = [GROUPS.index(name) for name in names]
        chosen = np.flatnonzero(np.isin(self.customers.column("group").values, codes)).astype(np.uint64)
        texts = self.customers.column("customer_id").values.take(chosen)
        return Table({"id": Column(texts, "text")})["id"]


def analyze_single_period(
    metrics: Any,
    scores: Any = None,
    *,
    percentiles: Sequence[int] = (10, 20),
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
) -> SinglePeriod:
    """Lens 1 of the customers of `metrics` (RfmMetrics, or a table with their columns). `scores` are RfmScores or a table with
    a column rfm_score in the same order; without, they are computed with the defaults."""
    of = metrics_of(metrics)
    if scores is not None and not isinstance(scores, RfmScores):
        core = _core.scores_from(_columns.integers("rfm_score", _columns.Frame(scores).raw("rfm_score"), np.uint16))
    else:
        core = None if scores is None else scores._core
    return SinglePeriod(_core.lens1_of(of._core, core, list(percentiles), parallel, parallel_threshold, n_workers))


def analyze_period_comparison(
    period1: Any,
    period2: Any,
    all_customers: Any = None,
    period1_metrics: SinglePeriod | None = None,
    period2_metrics: SinglePeriod | None = None,
    *,
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
) -> PeriodComparison:
    """Lens 2 of the RFM metrics of two periods. `all_customers` are ids of those known from before the second period (with all
    of the first): who is new and among them is reactivated. `period1_metrics`, `period2_metrics`: Lens 1 where it is there already."""
    first, second = metrics_of(period1), metrics_of(period2)
    policy = (parallel, parallel_threshold, n_workers)
    known = None if all_customers is None else _columns.texts("all_customers", _columns.raw_column("all_customers", all_customers))
    given = [period1_metrics, period2_metrics]
    figures = _core.lens2_of(first._core, second._core, known, *(None if one is None else one._core for one in given), *policy)
    ids, groups = _core.groups_of(first._core, second._core, known, *policy)
    order = ids.ascending()
    if order is not None:  # numbers are in the order of their digits so far
        ids, groups = ids.take(order), groups[order]
    customers = Table({"customer_id": Column(ids, "text"), "group": Column(groups, "category", categories=GROUPS)})
    lens1 = [analyze_single_period(of) if one is None else one for of, one in zip((first, second), given)]
    return PeriodComparison(figures, customers, *lens1)


def calculate_revenue_concentration(
    total_spend: Any,
    percentiles: Sequence[int] = (10, 20),
    *,
    rounding: str = "half_up",
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
) -> dict[int, decimal.Decimal]:
    """The share of revenue, in percent, of the biggest customers by percentile. `total_spend` is a column of money."""
    spend = _columns.money("total_spend", _columns.raw_column("total_spend", total_spend), rounding)
    shares = _core.concentration_of(spend, list(percentiles), parallel, parallel_threshold, n_workers)
    return {percentile: decimal_of(share) for percentile, share in shares.items()}
