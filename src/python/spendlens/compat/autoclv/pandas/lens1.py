"""Lens 1 of frames."""

from __future__ import annotations

import pandas as pd

from ..analyses.lens1 import Lens1Metrics, analyze_single_period, metrics_of_columns
from ._utils import decimal_to_float
from .rfm import _COLUMNS, check_columns, dataframe_to_rfm, spend_of

_DECIMALS = (
    "one_time_buyer_pct",
    "total_revenue",
    "top_10pct_revenue_contribution",
    "top_20pct_revenue_contribution",
    "avg_orders_per_customer",
    "median_customer_value",
)


def lens1_to_dataframe(lens1: Lens1Metrics) -> pd.DataFrame:
    """One row; rfm_distribution as text."""
    row = {
        "total_customers": lens1.total_customers,
        "one_time_buyers": lens1.one_time_buyers,
        **{name: decimal_to_float(getattr(lens1, name)) for name in _DECIMALS},
        "rfm_distribution": str(lens1.rfm_distribution),
    }
    return pd.DataFrame([row])


def lens1_of_frame(rfm_df: pd.DataFrame) -> Lens1Metrics:
    check_columns(rfm_df, _COLUMNS, "RFM calculations")
    columns = None if rfm_df.empty else spend_of(rfm_df)
    return analyze_single_period(dataframe_to_rfm(rfm_df)) if columns is None else metrics_of_columns(*columns, {})


def analyze_single_period_df(rfm_df: pd.DataFrame, rfm_scores_df: pd.DataFrame | None = None) -> pd.DataFrame:
    """Lens 1 of a frame of metrics."""
    if rfm_scores_df is not None:
        raise NotImplementedError("RFMScore DataFrame conversion not yet supported")
    return lens1_to_dataframe(lens1_of_frame(rfm_df))
