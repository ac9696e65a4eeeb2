"""Columns that came by Arrow's C interface, as numpy arrays on the memory of their buffers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import _core
from .errors import InputError

_NUMBERS = {"c": "i1", "C": "u1", "s": "i2", "S": "u2", "i": "i4", "I": "u4", "l": "i8", "L": "u8", "f": "f4", "g": "f8", "e": "f2"}
_TIME_UNITS = {"s": 1, "m": 1_000, "u": 1_000_000, "n": 1_000_000_000}


@dataclass
class ArrowColumn:
    """A column in chunks, each as _core.read_stream() gives it."""

    name: str
    chunks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def format(self) -> str:
        return self.chunks[0]["format"] if self.chunks else "n"

    def __len__(self) -> int:
        return sum(chunk["length"] for chunk in self.chunks)


def read_table(data: Any) -> dict[str, ArrowColumn]:
    """Columns by name, of anything with __arrow_c_stream__ whose schema is a table's."""
    names, *chunks = _core.read_stream(data.__arrow_c_stream__())
    columns = {name: ArrowColumn(name) for name in names}
    if len(columns) != len(names):
        raise InputError("two columns have the same name")
    for chunk in chunks:
        for column in chunk:
            columns[column["name"]].chunks.append(column)
    return columns


def read_column(name: str, data: Any) -> ArrowColumn:
    """One column, of anything with __arrow_c_stream__ or __arrow_c_array__ whose schema is a column's."""
    if hasattr(data, "__arrow_c_stream__"):
        _, *chunks = _core.read_stream(data.__arrow_c_stream__())
    else:
        _, *chunks = _core.read_array(*data.__arrow_c_array__())
    return ArrowColumn(name, [chunk[0] for chunk in chunks])


def valid_rows(chunk: dict[str, Any]) -> np.ndarray | None:
    """True where a row is not null; None where no row is."""
    if chunk["format"] == "n":
        return np.zeros(chunk["length"], dtype=bool)
    if chunk["validity"] is None:
        return None
    bits = np.unpackbits(chunk["validity"], bitorder="little")
    valid = bits[chunk["offset"] : chunk["offset"] + chunk["length"]].astype(bool)
    return None if valid.all() else valid


def _plain(chunk: dict[str, Any], dtype: str) -> np.ndarray:
    return chunk["buffers"][0].view(dtype)[chunk["offset"] : chunk["offset"] + chunk["length"]]


def numbers(chunk: dict[str, Any]) -> np.ndarray | None:
    """The values of a chunk of numbers, dates or times in their own type, on the chunk's memory; None for other types."""
    kind = chunk["format"]
    if kind in _NUMBERS:
        return _plain(chunk, _NUMBERS[kind])
    if kind == "b":
        bits = np.unpackbits(chunk["buffers"][0], bitorder="little")
        return bits[chunk["offset"] : chunk["offset"] + chunk["length"]].astype(bool)
    if kind == "tdD":
        return _plain(chunk, "i4").view("i4")
    if kind == "tdm" or kind.startswith("ts"):
        return _plain(chunk, "i8")
    return None


def filled(chunk: dict[str, Any], valid: np.ndarray | None) -> dict[str, Any]:
    """A chunk that says nothing of nulls any more: numbers and codes are 0 there, texts whatever lies in their places."""
    values = None if valid is None else numbers(chunk)
    if values is None or values.dtype.kind not in "iuf":
        return {**chunk, "validity": None}
    kind, dtype = ("g", np.float64) if values.dtype.kind == "f" else ("l", np.int64)
    return {**chunk, "validity": None, "format": kind, "offset": 0, "buffers": [np.where(valid, values, 0).astype(dtype).view(np.uint8)]}


def time_scale(kind: str) -> tuple[int, str | None] | None:
    """(counts a second, zone or None) of a type of dates or times; below 0: seconds of a count. None of other types."""
    if kind == "tdD":
        return -86_400, None
    if kind == "tdm":
        return 1_000, None
    if kind.startswith("ts") and kind[2:3] in _TIME_UNITS:
        return _TIME_UNITS[kind[2]], kind[4:] or None
    return None


def decimal_scale(kind: str) -> int | None:
    """Digits behind the point of a type of decimals of 128 bits; None of others."""
    if not kind.startswith("d:"):
        return None
    parts = kind[2:].split(",")
    if len(parts) > 2 and parts[2] != "128":
        raise InputError(f"decimals of {parts[2]} bits are not read: cast them to 128 bits")
    return int(parts[1])


def decimal_bytes(chunk: dict[str, Any]) -> np.ndarray:
    return chunk["buffers"][0][chunk["offset"] * 16 : (chunk["offset"] + chunk["length"]) * 16]


def texts(chunk: dict[str, Any]) -> "_core.Texts | None":
    """The texts of a chunk; None where it is of another type."""
    kind, begin, end = chunk["format"], chunk["offset"], chunk["offset"] + chunk["length"]
    if chunk["dictionary"] is not None:
        return None
    if kind in ("u", "U") and not chunk["length"]:
        return _core.Texts.of_objects([])
    if kind == "u":
        return _core.Texts.of_offsets(chunk["buffers"][0].view("i4")[begin : end + 1], chunk["buffers"][1])
    if kind == "U":
        return _core.Texts.of_large_offsets(chunk["buffers"][0].view("i8")[begin : end + 1], chunk["buffers"][1])
    if kind == "vu":
        return _core.Texts.of_views(chunk["buffers"][0][begin * 16 : end * 16], chunk["buffers"][1:])
    return None
