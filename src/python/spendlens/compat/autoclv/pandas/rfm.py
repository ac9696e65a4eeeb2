"""RFM of frames: columns go to the library and come back, without an object a row."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from .... import _columns, _core
from .. import _scaled
from ..foundation import _metrics
from ..foundation.data_mart import PeriodAggregation
from ..foundation.rfm import RFMMetrics, calculate_rfm, check_workers
from ._utils import float_to_decimal

_COLUMNS = ["customer_id", "recency_days", "frequency", "monetary", "total_spend", "observation_start", "observation_end"]
_MICROSECONDS_A_DAY = 86_400_000_000
_TEXT = pd.Series(["text"]).dtype


def rfm_to_dataframe(rfm_metrics: Sequence[RFMMetrics]) -> pd.DataFrame:
    """A row a customer, in ascending order of id."""
    if not rfm_metrics:
        return pd.DataFrame(columns=_COLUMNS)
    values = {name: [getattr(one, name) for one in rfm_metrics] for name in _COLUMNS}
    for name in ("monetary", "total_spend"):
        values[name] = [float(value) for value in values[name]]
    return pd.DataFrame(values).sort_values("customer_id").reset_index(drop=True)


def check_columns(frame: pd.DataFrame, required: Sequence[str], what: str) -> None:
    missing = set(required) - set(frame.columns)
    if missing:
        raise ValueError(f"DataFrame missing required columns: {missing}")
    if frame.empty:
        return
    nulls = frame[list(required)].isnull().any()
    if nulls.any():
        raise ValueError(f"Null/NaN values found in columns: {nulls[nulls].index.tolist()}. {what} require complete data.")


def dataframe_to_rfm(rfm_df: pd.DataFrame) -> list[RFMMetrics]:
    """Metrics as objects. Raises ValueError where columns or values are missing, or a row cannot be."""
    check_columns(rfm_df, _COLUMNS, "RFM calculations")
    return [
        RFMMetrics(
            customer_id=str(record["customer_id"]),
            recency_days=int(record["recency_days"]),
            frequency=int(record["frequency"]),
            monetary=float_to_decimal(record["monetary"]),
            observation_start=pd.to_datetime(record["observation_start"]).to_pydatetime(),
            observation_end=pd.to_datetime(record["observation_end"]).to_pydatetime(),
            total_spend=float_to_decimal(record["total_spend"]),
        )
        for record in rfm_df.to_dict("records")
    ]



def dataframe_to_period_aggregations(
    periods_df: pd.DataFrame,
    customer_id_col: str = "customer_id",
    period_start_col: str = "period_start",
    period_end_col: str = "period_end",
    total_orders_col: str = "total_orders",
    total_spend_col: str = "total_spend",
    total_margin_col: str = "total_margin",
    total_quantity_col: str = "total_quantity",
) -> list[PeriodAggregation]:
    """Aggregations as objects, of columns by the names given."""
    names = [customer_id_col, period_start_col, period_end_col, total_orders_col, total_spend_col, total_margin_col, total_quantity_col]
    check_columns(periods_df, names, "Period aggregations")
    customer_id, start, end, orders, spend, margin, quantity = names
    return [
        PeriodAggregation(
            customer_id=str(record[customer_id]),
            period_start=pd.to_datetime(record[start]).to_pydatetime(),
            period_end=pd.to_datetime(record[end]).to_pydatetime(),
            total_orders=int(record[orders]),
            total_spend=float(record[spend]),
            total_margin=float(record[margin]),
            total_quantity=int(record[quantity]),
        )
        for record in periods_df.to_dict("records")
    ]


def texts_of(column: pd.Series) -> "_core.Texts":
    """Ids as texts; what is none is written as Python writes it. Texts that pandas has from Arrow are read where they lie."""
    if getattr(column.dtype, "storage", "") == "pyarrow":
        return _columns.texts("customer_id", _columns.raw_column("customer_id", column))
    return _core.Texts.of_objects(column.tolist())


def series_of(texts: "_core.Texts") -> Any:
    """Texts as pandas has a list of str: where that is Arrow's kind, on the memory of the texts."""
    if getattr(_TEXT, "storage", "") != "pyarrow":
        return texts.to_objects()
    import pyarrow

    offsets, joined = texts.to_offsets()
    array = pyarrow.LargeStringArray.from_buffers(len(texts), pyarrow.py_buffer(offsets), pyarrow.py_buffer(joined))
    return pd.Series(array, dtype=_TEXT)


def _microseconds(column: pd.Series, zone: datetime.tzinfo | None) -> np.ndarray | None:
    """Times on their wall clock; None where they have not the zone."""
    times = column if pd.api.types.is_datetime64_any_dtype(column.dtype) else pd.to_datetime(column)
    own = getattr(times.dtype, "tz", None)
    if own != zone:
        return None
    plain = times if own is None else times.dt.tz_localize(None)
    return plain.to_numpy().astype("datetime64[us]").view(np.int64)


def _by_columns(frame: pd.DataFrame, names: list[str], observation_end: datetime.datetime, policy: tuple[Any, ...]) -> pd.DataFrame | None:
    """By the library; None where it does not take the rows."""
    zone = observation_end.tzinfo
    start, end = _microseconds(frame[names[1]], zone), _microseconds(frame[names[2]], zone)
    numeric = all(pd.api.types.is_numeric_dtype(frame[name].dtype) for name in names[3:5])
    if start is None or end is None or not numeric:
        return None
    rows = _metrics.Periods(
        texts_of(frame[names[0]]),
        start,
        end,
        np.asarray(frame[names[3]]).astype(np.int64),
        np.ascontiguousarray(np.asarray(frame[names[4]]).astype(np.float64)),
        np.full(len(frame), _metrics.NO_TIME),
        np.zeros(len(frame), dtype=bool),
    )
    last = (observation_end.replace(tzinfo=None) - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1)
    result = _metrics.calculate(rows, last, policy)
    if result is None:
        return None
    starts = pd.Series((result.observation_start.astype(np.int64) * _MICROSECONDS_A_DAY).view("datetime64[us]"))
    return pd.DataFrame(
        {
            "customer_id": series_of(result.ids),
            "recency_days": result.recency_days,
            "frequency": result.frequency.astype(np.int64),
            "monetary": result.monetary / 100,
            "total_spend": result.total_spend / 100,
            "observation_start": starts if zone is None else starts.dt.tz_localize(zone),
            "observation_end": pd.Series([observation_end]).repeat(len(result.frequency)).reset_index(drop=True),
        }
    )


def calculate_rfm_df(
    periods_df: pd.DataFrame,
    observation_end: datetime.datetime,
    customer_id_col: str = "customer_id",
    period_start_col: str = "period_start",
    period_end_col: str = "period_end",
    total_orders_col: str = "total_orders",
    total_spend_col: str = "total_spend",
    total_margin_col: str = "total_margin",
    total_quantity_col: str = "total_quantity",
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
) -> pd.DataFrame:
    """RFM metrics of a frame of period aggregations, as a frame in ascending order of id."""
    names = [customer_id_col, period_start_col, period_end_col, total_orders_col, total_spend_col, total_margin_col, total_quantity_col]
    check_columns(periods_df, names, "Period aggregations")
    if periods_df.empty:
        return rfm_to_dataframe([])
    check_workers(n_workers)
    policy = (parallel, parallel_threshold, n_workers)
    result = _by_columns(periods_df, names, observation_end, policy)
    if result is not None:
        return result
    return rfm_to_dataframe(calculate_rfm(dataframe_to_period_aggregations(periods_df, *names), observation_end, *policy))


def spend_of(rfm_df: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, int] | None:
    """(frequency, total_spend in counts of 10^-places, places) of a frame of metrics; None where a row is not as RFMMetrics
    must be, or the library does not count in that many decimals."""
    numbers = {name: np.asarray(rfm_df[name]) for name in ("recency_days", "frequency", "monetary", "total_spend")}
    if any(values.dtype.kind not in "iuf" for values in numbers.values()):
        return None
    frequency = numbers["frequency"].astype(np.int64)
    spend, monetary = (np.ascontiguousarray(numbers[name].astype(np.float64)) for name in ("total_spend", "monetary"))
    if (numbers["recency_days"] < 0).any() or (frequency <= 0).any() or (spend < 0).any() or (monetary < 0).any():
        return None
    if (np.abs(monetary - spend / frequency) > 0.0099).any() or (frequency >= 2**31).any():
        return None
    scaled = _scaled.floats(spend)
    return None if scaled is None else (frequency, *scaled)
