"""What callers give as tables, as the arrays that the library takes. Nothing is copied where the type is the library's own."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Mapping
from typing import Any

import numpy as np

from . import _arrow, _core, _zones
from ._arrow import ArrowColumn
from .errors import InputError, UsageError

ROUNDINGS = ("half_up", "half_even", "exact")


class Frame:
    """A table that was given, column by column: a mapping of arrays, a frame of pandas, polars or pyarrow, a relation of
    DuckDB, or anything else with __arrow_c_stream__."""

    def __init__(self, data: Any) -> None:
        if hasattr(data, "_as_mapping"):
            data = data._as_mapping()
        self._columns: Mapping[str, Any]
        if isinstance(data, Mapping):
            self._columns = data
        elif type(data).__module__.partition(".")[0] == "pandas" and hasattr(data, "columns"):
            # pandas' own stream needs pyarrow, and copies.
            self._columns = {str(name): data[name] for name in data.columns}
        elif hasattr(data, "__arrow_c_stream__"):
            self._columns = _arrow.read_table(data)
        else:
            raise UsageError(f"a table is a mapping of arrays, or has __arrow_c_stream__ as frames do; {type(data).__name__} is neither")

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def raw(self, name: str) -> Any:
        """A numpy array, an ArrowColumn, or a series of pandas."""
        if name not in self._columns:
            raise UsageError(f"there is no column '{name}'; there are {', '.join(map(str, self._columns)) or 'none'}")
        return raw_column(name, self._columns[name])


def raw_column(name: str, value: Any) -> Any:
    if isinstance(value, (np.ndarray, ArrowColumn)):
        return value
    if type(value).__module__.partition(".")[0] == "pandas":
        return _of_pandas(name, value)
    if hasattr(value, "__arrow_c_stream__") or hasattr(value, "__arrow_c_array__"):
        return _arrow.read_column(name, value)
    return np.asarray(value)


def _of_pandas(name: str, series: Any) -> Any:
    dtype = series.dtype
    if isinstance(dtype, np.dtype):
        return series.to_numpy()
    if getattr(dtype, "tz", None) is not None or str(dtype) == "category":
        return series
    array = getattr(series, "array", series)
    if hasattr(array, "__arrow_array__") and ("pyarrow" in str(dtype) or getattr(dtype, "storage", "") == "pyarrow"):
        import pyarrow

        converted = pyarrow.array(array)
        chunks = converted.chunks if isinstance(converted, pyarrow.ChunkedArray) else [converted]
        return ArrowColumn(name, [chunk for one in chunks for chunk in _arrow.read_column(name, one).chunks])
    if series.isna().any() or str(dtype) in ("string", "str"):
        return series.to_numpy(dtype=object)
    return series.to_numpy()


def _is_series(raw: Any) -> bool:
    return not isinstance(raw, (np.ndarray, ArrowColumn))


def _contiguous(values: np.ndarray) -> np.ndarray:
    return values if values.flags.c_contiguous else np.ascontiguousarray(values)


def _join(parts: list[np.ndarray], dtype: Any) -> np.ndarray:
    if not parts:
        return np.empty(0, dtype=dtype)
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _refuse_nulls(name: str, mask: np.ndarray | None) -> None:
    if mask is not None:
        raise InputError(f"column '{name}' has a null in row {int(np.argmin(mask))}")


def _whole_numbers(name: str, raw: Any) -> np.ndarray:
    """As integers of any type, without nulls."""
    if isinstance(raw, ArrowColumn):
        parts = []
        for chunk in raw.chunks:
            _refuse_nulls(name, _arrow.valid_rows(chunk))
            values = _arrow.numbers(chunk)
            if values is None and _arrow.decimal_scale(chunk["format"]) == 0:
                values = _core.scaled_decimals(_arrow.decimal_bytes(chunk), 0, 0, 2)
            if values is None:
                raise InputError(f"column '{name}' holds no numbers (Arrow's type {chunk['format']})")
            parts.append(values)
        values = _join(parts, np.int64)
    else:
        values = np.asarray(raw)
    if values.dtype.kind in "iub":
        return values
    if values.dtype.kind == "O":
        values = np.array([None if value is None else value for value in values.tolist()])
        if values.dtype.kind in "iub":
            return values
    if values.dtype.kind == "f" and np.isfinite(values).all() and (values == np.floor(values)).all() and (np.abs(values) < 2**53).all():
        return values.astype(np.int64)
    raise InputError(f"column '{name}' must hold whole numbers and no nulls, but is of type {values.dtype}")


def integers(name: str, raw: Any, dtype: Any) -> np.ndarray:
    """As an array of `dtype`, the very one where it is of that type already."""
    values = _whole_numbers(name, raw)
    bounds = np.iinfo(dtype)
    if values.dtype != dtype:
        if values.dtype.kind != "b" and values.size and (int(values.min()) < bounds.min or int(values.max()) > bounds.max):
            raise InputError(f"column '{name}' holds a number outside {bounds.min} to {bounds.max}")
        values = values.astype(dtype)
    return _contiguous(values)


def floats(name: str, raw: Any) -> np.ndarray:
    """As doubles, NaN for null."""
    if isinstance(raw, ArrowColumn):
        parts = []
        for chunk in raw.chunks:
            values = _arrow.numbers(chunk)
            if values is None:
                raise InputError(f"column '{name}' holds no numbers (Arrow's type {chunk['format']})")
            mask = _arrow.valid_rows(chunk)
            parts.append(values if mask is None else np.where(mask, values, np.nan))
        raw = _join(parts, np.float64)
    return _contiguous(np.asarray(raw).astype(np.float64, copy=False))


def money(name: str, raw: Any, rounding: str = "half_up", decimals: int = 2) -> np.ndarray:
    """Minor units. Integers are minor units already; floats and decimals are major units, rounded to `decimals` places by
    their shortest text: half away from zero, half to even, or not at all ("exact" refuses what has more places)."""
    if rounding not in ROUNDINGS:
        raise UsageError(f"rounding is {', '.join(ROUNDINGS)}, not {rounding}")
    code = ROUNDINGS.index(rounding)
    if isinstance(raw, ArrowColumn):
        parts = []
        for chunk in raw.chunks:
            _refuse_nulls(name, _arrow.valid_rows(chunk))
            scale = _arrow.decimal_scale(chunk["format"])
            if scale is not None:
                parts.append(_core.scaled_decimals(_arrow.decimal_bytes(chunk), scale, decimals, code))
                continue
            values = _arrow.numbers(chunk)
            if values is None:
                raise InputError(f"column '{name}' holds no amounts (Arrow's type {chunk['format']})")
            parts.append(_money_of_numbers(name, values, code, decimals))
        return _join(parts, np.int64)
    values = np.asarray(raw)
    if values.dtype.kind == "O":
        return _money_of_objects(name, values, rounding, decimals)
    return _money_of_numbers(name, values, code, decimals)


def _money_of_numbers(name: str, values: np.ndarray, code: int, decimals: int) -> np.ndarray:
    if values.dtype.kind == "f":
        try:
            return _core.scaled_floats(_contiguous(values.astype(np.float64, copy=False)), decimals, code)
        except InputError as error:
            raise InputError(f"column '{name}', {error}") from None
    return integers(name, values, np.int64)


def _money_of_objects(name: str, values: np.ndarray, rounding: str, decimals: int) -> np.ndarray:
    objects = values.tolist()
    if all(isinstance(value, int) for value in objects):
        return integers(name, np.array(objects, dtype=np.int64), np.int64)
    mode = {"half_up": decimal.ROUND_HALF_UP, "half_even": decimal.ROUND_HALF_EVEN, "exact": decimal.ROUND_HALF_UP}[rounding]
    counts = np.empty(len(objects), dtype=np.int64)
    for row, value in enumerate(objects):
        if not isinstance(value, (decimal.Decimal, int, float)) or value != value:
            raise InputError(f"column '{name}', row {row}: {value!r} is no amount")
        scaled = decimal.Decimal(str(value)).scaleb(decimals)
        count = scaled.quantize(decimal.Decimal(1), rounding=mode)
        if rounding == "exact" and count != scaled:
            raise InputError(f"column '{name}', row {row}: the amount has more decimals than money has")
        counts[row] = int(count)
    return counts


def _counts_of_numpy(name: str, values: np.ndarray) -> tuple[np.ndarray, int]:
    """(64-bit counts, counts a second) of numpy's times; below 0: seconds of a count."""
    unit, step = np.datetime_data(values.dtype)
    scales = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000, "m": -60, "h": -3_600, "D": -86_400}
    if unit not in scales or step != 1:
        values, unit = values.astype("datetime64[s]"), "s"
    return _contiguous(values).view(np.int64), scales[unit]


def _times_of_objects(name: str, values: np.ndarray, timezone: str | None) -> np.ndarray:
    """Python's datetimes and dates, whole seconds; those with a zone by their own wall clock, or that of `timezone`."""
    seconds = np.empty(len(values), dtype=np.int64)
    epoch = datetime.datetime(1970, 1, 1)
    for row, value in enumerate(values.tolist()):
        if value is None or value != value:
            seconds[row] = np.iinfo(np.int64).min
            continue
        if isinstance(value, datetime.datetime):
            if timezone is not None and value.tzinfo is None:
                raise InputError(f"column '{name}', row {row}: timezone was given, but {value} has no zone")
            if timezone is not None:
                value = value.astimezone(_zones.zone(timezone))
            seconds[row] = (value.replace(tzinfo=None) - epoch) // datetime.timedelta(seconds=1)
        elif isinstance(value, datetime.date):
            seconds[row] = (value - epoch.date()).days * 86_400
        else:
            raise InputError(f"column '{name}', row {row}: {value!r} is no time")
    return seconds


def timestamps(name: str, raw: Any, timezone: str | None = None, nulls: bool = False) -> np.ndarray:
    """Seconds since 1970 on the wall clock as the library has them (32 bits, no sign). Times with a zone become the wall
    clock of `timezone` or, where none is given, of their own zone; times without a zone are a wall clock already. Integers
    are seconds. Fractions of a second are cut off. Null is the largest number where `nulls` are allowed."""
    counts, scale, own_zone = _counts(name, raw, timezone)
    if scale == 0:
        return integers(name, counts, np.uint32)
    if timezone is not None and own_zone is None and scale > 0 and not isinstance(raw, np.ndarray):
        raise InputError(f"column '{name}': timezone was given, but the times have no zone")
    if own_zone is not None:
        counts, scale = _zones.wall_clock(counts, scale, timezone or own_zone)
    try:
        return _core.seconds_of(counts, scale, nulls)
    except InputError as error:
        raise InputError(f"column '{name}', {error}") from None


def _counts(name: str, raw: Any, timezone: str | None) -> tuple[np.ndarray, int, str | None]:
    """(counts, counts a second or 0 for seconds as integers, zone or None)"""
    if isinstance(raw, ArrowColumn):
        parts = []
        for chunk in raw.chunks:
            scaled = _arrow.time_scale(chunk["format"])
            values = _arrow.numbers(chunk)
            mask = _arrow.valid_rows(chunk)
            if scaled is None:
                return _whole_numbers(name, raw), 0, None
            values = values if values.dtype == np.int64 else values.astype(np.int64)
            parts.append(values if mask is None else np.where(mask, values, np.iinfo(np.int64).min))
        scaled = _arrow.time_scale(raw.format) if raw.chunks else (1, None)
        return _contiguous(_join(parts, np.int64)), scaled[0], scaled[1]
    if _is_series(raw):  # pandas' times with a zone
        values = raw.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        counts, scale = _counts_of_numpy(name, values)
        return counts, scale, str(raw.dtype.tz)
    values = np.asarray(raw)
    if values.dtype.kind == "M":
        if timezone is not None:
            raise InputError(f"column '{name}': timezone was given, but numpy's times have no zone")
        return *_counts_of_numpy(name, values), None
    if values.dtype.kind in "OU":
        if values.dtype.kind == "U":
            return *_counts_of_numpy(name, values.astype("datetime64[s]")), None
        return _times_of_objects(name, values, timezone), 1, None
    return values, 0, None


def days(name: str, raw: Any, timezone: str | None = None) -> np.ndarray:
    """Days since 1970 (32 bits); times are the day that they are on. Integers are days."""
    if isinstance(raw, np.ndarray) and raw.dtype == np.int32:
        return _contiguous(raw)
    if isinstance(raw, ArrowColumn) and raw.format == "tdD" and len(raw.chunks) == 1:
        _refuse_nulls(name, _arrow.valid_rows(raw.chunks[0]))
        return _arrow.numbers(raw.chunks[0])
    counts, scale, _ = _counts(name, raw, timezone)
    if scale == 0:
        return integers(name, counts, np.int32)
    return (timestamps(name, raw, timezone) // 86_400).astype(np.int32)


def day(value: Any) -> int:
    """Days since 1970 of a date, a datetime at midnight, a text YYYY-MM-DD, or such a number itself."""
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[s]").item()
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    if isinstance(value, datetime.datetime):
        if value.time() != datetime.time(0):
            raise UsageError(f"{value} is not at midnight: a day is meant here, and the end of a period is not part of it")
        value = value.date()
    if isinstance(value, datetime.date):
        return (value - datetime.date(1970, 1, 1)).days
    raise UsageError(f"{value!r} is no date")


def texts(name: str, raw: Any) -> "_core.Texts":
    """Ids: texts, integers, or categories of either."""
    try:
        if isinstance(raw, ArrowColumn):
            return _texts_of_arrow(name, raw)
        if _is_series(raw):
            return _texts_of_categories(name, raw)
        values = np.asarray(raw)
        if not values.size:
            return _core.Texts.of_objects([])
        if values.dtype.kind in "iu":
            return _core.Texts.of_integers(integers(name, values, np.int64))
        if values.dtype.kind not in "OUTS":
            raise InputError(f"column '{name}' holds neither texts nor whole numbers, but {values.dtype}")
        objects = values.tolist()
        if objects and isinstance(objects[0], int) and all(type(value) is int for value in objects):
            return _core.Texts.of_integers(np.array(objects, dtype=np.int64))
        return _core.Texts.of_objects(objects)
    except InputError as error:
        text = str(error)
        raise InputError(text if text.startswith("column") else f"column '{name}': {text}") from None


def nullable_texts(name: str, raw: Any) -> tuple["_core.Texts", np.ndarray | None]:
    """Texts of which some may be null, and where they are not; None where all are there. An empty text is null."""
    if _is_series(raw) and str(raw.dtype) == "category" and len(raw.cat.categories):
        codes = raw.cat.codes.to_numpy().astype(np.int64)
        valid = codes >= 0
        found = _core.Texts.of_codes(texts(name, np.asarray(raw.cat.categories)), np.where(valid, codes, 0))
        return found, None if valid.all() else valid
    filled, valid = without_nulls(name, raw, "")
    return texts(name, filled), valid


def without_nulls(name: str, raw: Any, instead: Any = 0) -> tuple[Any, np.ndarray | None]:
    """A column as the readers of this file take it, with something else in place of nulls, and where it is not null."""
    if isinstance(raw, ArrowColumn):
        masks = [_arrow.valid_rows(chunk) for chunk in raw.chunks]
        if all(mask is None for mask in masks):
            return raw, None
        valid = _join([np.ones(chunk["length"], bool) if mask is None else mask for mask, chunk in zip(masks, raw.chunks)], bool)
        if not valid.any():
            return np.full(len(valid), instead, object if isinstance(instead, str) else np.int64), valid
        return ArrowColumn(name, [_arrow.filled(chunk, mask) for chunk, mask in zip(raw.chunks, masks)]), valid
    if _is_series(raw):
        raw = raw.to_numpy(dtype=object) if str(raw.dtype) == "category" else raw.to_numpy()
    values = np.asarray(raw)
    if values.dtype.kind == "f":
        valid = ~np.isnan(values)
        filled = np.where(valid, values, 0) if not isinstance(instead, str) else np.full(len(values), instead, object)
        if isinstance(instead, str) and valid.any():
            raise InputError(f"column '{name}' holds neither texts nor whole numbers, but {values.dtype}")
    elif values.dtype.kind == "O":
        valid = np.array([not _is_null(value) for value in values.tolist()], bool)
        filled = values.copy()
        filled[~valid] = instead
    else:
        return raw, None
    return (values, None) if valid.all() else (filled, valid)


def _is_null(value: Any) -> bool:
    """None, NaN, and what pandas has for both."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or value != value


def _texts_of_arrow(name: str, raw: ArrowColumn) -> "_core.Texts":
    parts = []
    for chunk in raw.chunks:
        _refuse_nulls(name, _arrow.valid_rows(chunk))
        if chunk["dictionary"] is not None:
            of = _texts_of_arrow(name, ArrowColumn(name, [chunk["dictionary"]]))
            parts.append(_core.Texts.of_codes(of, _contiguous(_arrow.numbers(chunk).astype(np.int64))))
            continue
        part = _arrow.texts(chunk)
        if part is None:
            values = _arrow.numbers(chunk)
            if values is None or values.dtype.kind not in "iu":
                raise InputError(f"column '{name}' holds neither texts nor whole numbers (Arrow's type {chunk['format']})")
            part = _core.Texts.of_integers(integers(name, values, np.int64))
        parts.append(part)
    if len(parts) == 1:
        return parts[0]
    return _core.Texts.joined(parts) if parts else _core.Texts.of_objects([])


def _texts_of_categories(name: str, series: Any) -> "_core.Texts":
    if str(series.dtype) != "category":
        raise InputError(f"column '{name}' holds neither texts nor whole numbers, but {series.dtype}")
    of = texts(name, np.asarray(series.cat.categories))
    return _core.Texts.of_codes(of, series.cat.codes.to_numpy().astype(np.int64))
