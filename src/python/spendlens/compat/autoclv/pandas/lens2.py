"""Lens 2 of frames."""

from __future__ import annotations

import pandas as pd

from ..analyses.lens2 import Lens2Metrics, analyze_period_comparison, compare
from ._utils import decimal_to_float
from .lens1 import lens1_of_frame, lens1_to_dataframe
from .rfm import dataframe_to_rfm

_RATES = ("retention_rate", "churn_rate", "reactivation_rate")
_CHANGES = ("revenue_change_pct", "avg_order_value_change_pct")


def lens2_to_dataframes(lens2: Lens2Metrics) -> dict[str, pd.DataFrame]:
    """metrics (one row), migration (customer_id, status; who was reactivated is new as well), period1_summary, period2_summary."""
    metrics = {
        **{name: decimal_to_float(getattr(lens2, name)) for name in _RATES},
        "customer_count_change": lens2.customer_count_change,
        **{name: decimal_to_float(getattr(lens2, name)) for name in _CHANGES},
    }
    rows = sorted((customer, status) for status in ("retained", "churned", "new", "reactivated") for customer in getattr(lens2.migration, status))
    migration = {"customer_id": [customer for customer, _ in rows], "status": [status for _, status in rows]}
    return {
        "metrics": pd.DataFrame([metrics]),
        "migration": pd.DataFrame(migration, columns=["customer_id", "status"]),
        "period1_summary": lens1_to_dataframe(lens2.period1_metrics),
        "period2_summary": lens1_to_dataframe(lens2.period2_metrics),
    }


def analyze_period_comparison_df(period1_rfm_df: pd.DataFrame, period2_rfm_df: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Lens 2 of two frames of metrics."""
    frames = (period1_rfm_df, period2_rfm_df)
    lens1 = tuple(lens1_of_frame(frame) for frame in frames)
    ids = tuple([str(customer) for customer in frame["customer_id"].tolist()] for frame in frames)
    if any(len(set(one)) != len(one) for one in ids):
        return lens2_to_dataframes(analyze_period_comparison(*(dataframe_to_rfm(frame) for frame in frames)))
    orders = tuple(int(frame["frequency"].sum()) if len(frame) else 0 for frame in frames)
    return lens2_to_dataframes(compare(ids, orders, lens1, None))
