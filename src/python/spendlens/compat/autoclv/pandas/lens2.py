"""Lens 2 of frames."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from .... import _core
from ....errors import InputError
from ..analyses.lens1 import Lens1Metrics
from ..analyses.lens2 import Lens2Metrics, analyze_period_comparison, changes_of, groups_of, rates_of
from ._utils import decimal_to_float
from .lens1 import lens1_of_frame, lens1_to_dataframe
from .rfm import dataframe_to_rfm, series_of, texts_of

_STATUS = _core.Texts.of_objects(["", "retained", "churned", "", "new"])
_RATES = ("retention_rate", "churn_rate", "reactivation_rate")
_CHANGES = ("revenue_change_pct", "avg_order_value_change_pct")


def lens2_to_dataframes(lens2: Lens2Metrics) -> dict[str, pd.DataFrame]:
    """metrics (one row), migration (customer_id, status; who was reactivated is new as well), period1_summary, period2_summary."""
    rows = sorted((customer, status) for status in ("retained", "churned", "new", "reactivated") for customer in getattr(lens2.migration, status))
    migration = {"customer_id": [customer for customer, _ in rows], "status": [status for _, status in rows]}
    changes = (lens2.revenue_change_pct, lens2.avg_order_value_change_pct)
    return _frames(lens2, changes, pd.DataFrame(migration, columns=["customer_id", "status"]), (lens2.period1_metrics, lens2.period2_metrics))


def _frames(rates: Any, changes: tuple[Decimal, Decimal], migration: pd.DataFrame, lens1: tuple[Lens1Metrics, Lens1Metrics]) -> dict[str, pd.DataFrame]:
    metrics = {
        **{name: decimal_to_float(getattr(rates, name)) for name in _RATES},
        "customer_count_change": rates.customer_count_change,
        **dict(zip(_CHANGES, map(decimal_to_float, changes))),
    }
    return {
        "metrics": pd.DataFrame([metrics]),
        "migration": migration,
        "period1_summary": lens1_to_dataframe(lens1[0]),
        "period2_summary": lens1_to_dataframe(lens1[1]),
    }


def _migration_frame(ids: "_core.Texts", groups: np.ndarray) -> pd.DataFrame:
    """Ids ascend already, and without a history nobody is reactivated: each customer has one row."""
    status = _core.Texts.of_codes(_STATUS, groups.astype(np.int64))
    return pd.DataFrame({"customer_id": series_of(ids), "status": series_of(status)}, columns=["customer_id", "status"])


def analyze_period_comparison_df(period1_rfm_df: pd.DataFrame, period2_rfm_df: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Lens 2 of two frames of metrics."""
    frames = (period1_rfm_df, period2_rfm_df)
    lens1 = tuple(lens1_of_frame(frame) for frame in frames)
    try:
        customers, groups = groups_of(*(texts_of(frame["customer_id"]) for frame in frames), None)
    except InputError:  # a customer stands there twice: the objects' way says which
        return lens2_to_dataframes(analyze_period_comparison(*(dataframe_to_rfm(frame) for frame in frames)))
    orders = tuple(int(frame["frequency"].sum()) if len(frame) else 0 for frame in frames)
    return _frames(rates_of(groups), changes_of(orders, lens1), _migration_frame(customers, groups), lens1)
