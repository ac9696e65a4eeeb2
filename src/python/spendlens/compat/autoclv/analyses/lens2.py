"""Lens 2 of lists of RFMMetrics."""

from __future__ import annotations

import collections
import decimal
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from .... import _core
from ...._lenses import GROUPS
from ...._table import decimal_of
from ..foundation.rfm import RFMMetrics
from .lens1 import Lens1Metrics, analyze_single_period, core_metrics

logger = logging.getLogger(__name__)

RATE_SUM_TOLERANCE = Decimal("0.1")
PERCENTAGE_PRECISION = Decimal("0.01")
EXTREME_CHANGE_THRESHOLD = Decimal("500")
_POLICY = (True, 10_000_000, None)


@dataclass(frozen=True)
class CustomerMigration:
    """Ids by what their customers did; checked when it is made."""

    retained: frozenset[str]
    churned: frozenset[str]
    new: frozenset[str]
    reactivated: frozenset[str]

    def __post_init__(self) -> None:
        for first, second in (("retained", "churned"), ("retained", "new"), ("churned", "new")):
            overlap = getattr(self, first) & getattr(self, second)
            if overlap:
                raise ValueError(f"Customer IDs cannot be both {first} and {second}: {overlap}")
        if not self.reactivated.issubset(self.new):
            raise ValueError(
                f"Reactivated customers must be a subset of new customers: reactivated={self.reactivated}, new={self.new}"
            )


@dataclass(frozen=True)
class Lens2Metrics:
    """Lens 2; checked when it is made."""

    period1_metrics: Lens1Metrics
    period2_metrics: Lens1Metrics
    migration: CustomerMigration
    retention_rate: Decimal
    churn_rate: Decimal
    reactivation_rate: Decimal
    customer_count_change: int
    revenue_change_pct: Decimal
    avg_order_value_change_pct: Decimal

    def __post_init__(self) -> None:
        for name, rate in (("Retention", self.retention_rate), ("Churn", self.churn_rate), ("Reactivation", self.reactivation_rate)):
            if not 0 <= rate <= 100:
                raise ValueError(f"{name} rate must be 0-100: {rate}")
        total = self.retention_rate + self.churn_rate
        if total > 0 and abs(total - 100) > RATE_SUM_TOLERANCE:
            raise ValueError(
                f"Retention rate ({self.retention_rate}) + churn rate ({self.churn_rate}) must equal 100, got {total}"
            )


def _refuse_duplicates(ids: list[str], name: str) -> None:
    duplicates = [customer for customer, count in collections.Counter(ids).items() if count > 1]
    if duplicates:
        raise ValueError(f"Duplicate customer IDs found in {name}: {duplicates}")


def change_pct(before: Decimal, after: Decimal) -> Decimal:
    """In percent, half up; from nothing to something is 100."""
    if before > 0:
        return ((after - before) / before * 100).quantize(PERCENTAGE_PRECISION, rounding=decimal.ROUND_HALF_UP)
    return Decimal("100.00") if after > 0 else Decimal("0.00")


def _warn_of(change: Decimal, what: str, event: str) -> None:
    if abs(change) > EXTREME_CHANGE_THRESHOLD:
        logger.warning(
            f"Extreme {what} change detected: {change}%. This indicates a potential data quality issue or major {event}. "
            "Verify period1 and period2 data is correct."
        )


def groups_of(ids1: "_core.Texts", ids2: "_core.Texts", history: Sequence[str] | None) -> tuple["_core.Texts", np.ndarray]:
    """(ids in ascending order, group of each) by the library, which is asked about customers alone: everyone has an order of 0."""
    metrics = [core_metrics(ids, np.ones(len(ids), np.uint32), np.zeros(len(ids), np.int64)) for ids in (ids1, ids2)]
    known = None if history is None else _core.Texts.of_objects(list(history))
    return _core.groups_of(*metrics, known, *_POLICY)


def migration_of(ids: list[str], groups: np.ndarray) -> CustomerMigration:
    of: dict[str, list[str]] = {name: [] for name in GROUPS}
    for customer, group in zip(ids, groups.tolist()):
        of[GROUPS[group]].append(customer)
    reactivated = frozenset(of["reactivated"])
    return CustomerMigration(frozenset(of["retained"]), frozenset(of["churned"]), reactivated.union(of["first_time"]), reactivated)


def _percent(part: int, whole: int) -> Decimal:
    """Half up."""
    return decimal_of((20_000 * part + whole) // (2 * whole) if whole else 0)


@dataclass(frozen=True)
class Rates:
    """What the groups of customers say."""

    retention_rate: Decimal
    churn_rate: Decimal
    reactivation_rate: Decimal
    customer_count_change: int


def rates_of(groups: np.ndarray) -> Rates:
    _, retained, churned, reactivated, first_time = np.bincount(groups, minlength=len(GROUPS)).tolist()
    before, after = retained + churned, retained + reactivated + first_time
    return Rates(_percent(retained, before), _percent(churned, before), _percent(reactivated, after), after - before)


def _known_history(ids1: list[str], history: Sequence[str] | None) -> list[str] | None:
    if not history:
        return None
    known = list(dict.fromkeys(history))
    missing = frozenset(ids1) - frozenset(known)
    if missing:
        raise ValueError(f"all_customer_history must include all period1 customers. Missing customer IDs: {missing}")
    return known


def compare(
    ids: tuple[list[str], list[str]], orders: tuple[int, int], lens1: tuple[Lens1Metrics, Lens1Metrics], history: Sequence[str] | None
) -> Lens2Metrics:
    """Lens 2 of ids without duplicates, the number of orders and Lens 1 of both periods."""
    known = _known_history(ids[0], history)
    customers, groups = groups_of(*(_core.Texts.of_objects(list(one)) for one in ids), known)
    revenue_change, value_change = changes_of(orders, lens1)
    rates = rates_of(groups)
    return Lens2Metrics(
        period1_metrics=lens1[0],
        period2_metrics=lens1[1],
        migration=migration_of(customers.to_objects(), groups),
        retention_rate=rates.retention_rate,
        churn_rate=rates.churn_rate,
        reactivation_rate=rates.reactivation_rate,
        customer_count_change=rates.customer_count_change,
        revenue_change_pct=revenue_change,
        avg_order_value_change_pct=value_change,
    )


def changes_of(orders: tuple[int, int], lens1: tuple[Lens1Metrics, Lens1Metrics]) -> tuple[Decimal, Decimal]:
    """Of revenue and of the average order, in percent; extreme ones are warned of."""
    revenue = [one.total_revenue for one in lens1]
    revenue_change = change_pct(*revenue)
    value_change = change_pct(revenue[0] / orders[0], revenue[1] / orders[1]) if orders[0] > 0 and orders[1] > 0 else Decimal("0.00")
    if revenue[0] > 0:
        _warn_of(revenue_change, "revenue", "business event")
    if orders[0] > 0:
        _warn_of(value_change, "AOV", "pricing change")
    return revenue_change, value_change


def analyze_period_comparison(
    period1_rfm: Sequence[RFMMetrics],
    period2_rfm: Sequence[RFMMetrics],
    all_customer_history: Sequence[str] | None = None,
    period1_metrics: Lens1Metrics | None = None,
    period2_metrics: Lens1Metrics | None = None,
) -> Lens2Metrics:
    """Lens 2. `all_customer_history` are ids of all customers ever seen, with all of the first period: who is new and among
    them is reactivated. Without it nobody is."""
    ids = [one.customer_id for one in period1_rfm], [one.customer_id for one in period2_rfm]
    _refuse_duplicates(ids[0], "period1_rfm")
    _refuse_duplicates(ids[1], "period2_rfm")
    lens1 = (
        analyze_single_period(period1_rfm) if period1_metrics is None else period1_metrics,
        analyze_single_period(period2_rfm) if period2_metrics is None else period2_metrics,
    )
    orders = sum(one.frequency for one in period1_rfm), sum(one.frequency for one in period2_rfm)
    return compare(ids, orders, lens1, all_customer_history)
