"""Tables of spendlens' HDF5 files as Tables: what a column means is in its attributes."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _core
from ._table import Column
from .errors import UsageError


def open_file(path: Any) -> Any:
    """The file, for reading. Raises UsageError where h5py is not installed."""
    try:
        import h5py
    except ImportError:
        raise UsageError("reading results needs h5py: pip install 'spendlens[results]'") from None
    return h5py.File(path, "r")


def texts(values: np.ndarray) -> "_core.Texts":
    """NUL-padded bytes as texts."""
    return _core.Texts.of_objects([value.decode("utf-8", "replace") for value in values.tolist()])


def _null_of(dtype: np.dtype) -> int | None:
    return int(np.iinfo(dtype).max) if dtype.kind in "iu" else None


def column_of(dataset: Any, rows: slice = slice(None)) -> Column:
    """A dataset as a column. The largest value of its type is null, of doubles NaN; `values` are a category's names."""
    values = dataset[rows]
    unit = str(dataset.attrs.get("units", ""))
    if values.dtype.kind == "S":
        return Column(texts(values), "text")
    if values.dtype.kind == "f":
        valid = ~np.isnan(values)
        return Column(values, unit=unit, valid=None if valid.all() else valid)
    valid = values != _null_of(values.dtype)
    valid = None if valid.all() else valid
    if "values" in dataset.attrs:
        names = tuple(name.decode() if isinstance(name, bytes) else str(name) for name in dataset.attrs["values"])
        if valid is None and len(values) and int(values.max()) >= len(names):
            valid = values < len(names)
        return Column(values, "category", categories=names, valid=valid)
    if unit.startswith("seconds since"):
        return Column(values.astype(np.uint32, copy=False), "timestamp", valid=valid)
    if unit.startswith("days since"):
        days = values if valid is None else np.where(valid, values, 0)
        return Column(days.astype(np.int32), "date", valid=valid)
    return Column(values, "money" if unit == "minor units" else "number", unit, valid)
