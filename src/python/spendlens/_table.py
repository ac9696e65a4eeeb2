"""Tables of results: numpy columns that know their units, and go on to pandas, polars, pyarrow or DuckDB."""

from __future__ import annotations

import decimal
import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _core
from .errors import UsageError

_NO_TIMESTAMP = 0xFFFF_FFFF
_FORMATS = {"i1": "c", "u1": "C", "i2": "s", "u2": "S", "i4": "i", "u4": "I", "i8": "l", "u8": "L", "f4": "f", "f8": "g"}
MONEY = ("minor", "decimal", "float")


@dataclass(frozen=True)
class Column:
    """One column. `kind` says how `values` are meant: number, money (minor units), timestamp (seconds), date (days), text
    (a _core.Texts) or category (codes of `categories`). `valid` is False where a row is null."""

    values: Any
    kind: str = "number"
    unit: str = ""
    valid: np.ndarray | None = None
    categories: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.values)


def timestamps(values: np.ndarray) -> Column:
    valid = values != _NO_TIMESTAMP
    return Column(values, "timestamp", "seconds", None if valid.all() else valid)


def nullable(values: np.ndarray, null: Any, unit: str = "") -> Column:
    valid = values != null
    return Column(values, "number", unit, None if valid.all() else valid)


def floats(values: np.ndarray, unit: str = "") -> Column:
    """Doubles whose NaN is null."""
    valid = ~np.isnan(values)
    return Column(values, "number", unit, None if valid.all() else valid)


class Table:
    """Columns of equal length, by name.

    `table["name"]` is a numpy array: money in minor units, times as datetime64[s], dates as datetime64[D], ids as an array of
    str (or int, where they came as integers), categories as an array of str. Numbers are shown where they lie, without a copy.
    `__arrow_c_stream__` hands all columns to whoever reads Arrow: `polars.DataFrame(table)`, `pyarrow.table(table)`.
    """

    def __init__(self, columns: dict[str, Column], attributes: dict[str, Any] | None = None) -> None:
        self._columns = columns
        self.attributes: dict[str, Any] = attributes or {}
        lengths = {len(column) for column in columns.values()}
        if len(lengths) > 1:
            raise UsageError(f"columns of a table differ in length: {sorted(lengths)}")
        self._rows = lengths.pop() if lengths else 0

    def __len__(self) -> int:
        return self._rows

    @property
    def num_rows(self) -> int:
        return self._rows

    @property
    def columns(self) -> list[str]:
        return list(self._columns)

    @property
    def units(self) -> dict[str, str]:
        """Units of the columns that have some: "minor units", "days", "percent" and so on."""
        return {name: column.unit for name, column in self._columns.items() if column.unit}

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def keys(self) -> list[str]:
        return list(self._columns)

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def column(self, name: str) -> Column:
        if name not in self._columns:
            raise KeyError(f"there is no column '{name}'; there are {', '.join(self._columns)}")
        return self._columns[name]

    def __getitem__(self, name: str) -> np.ndarray:
        column = self.column(name)
        if column.kind == "text":
            return text_array(column.values)
        if column.kind == "category":
            return np.array(column.categories + ("",), dtype=object)[np.where(_valid(column), column.values, len(column.categories))]
        if column.kind in ("timestamp", "date"):
            unit = "s" if column.kind == "timestamp" else "D"
            values = column.values.astype(f"datetime64[{unit}]")
            return values if column.valid is None else np.where(column.valid, values, np.datetime64("NaT"))
        return column.values

    def valid(self, name: str) -> np.ndarray:
        """True where the column is not null."""
        return _valid(self.column(name))

    def _as_mapping(self) -> dict[str, Any]:
        return {name: _Given(column) if column.kind in ("text", "category") else self[name] for name, column in self._columns.items()}

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return _core.export_stream([_exported(name, column) for name, column in self._columns.items()], self._rows)

    def to_pandas(self, money: str = "minor") -> Any:
        """A DataFrame: categories as categoricals, nulls as pandas' own, units in `frame.attrs["units"]`. Money is in minor
        units, or, as `money` says, decimal.Decimal ("decimal") or a float ("float") in major units."""
        import pandas

        frame = pandas.DataFrame({name: self._pandas(name, column, money) for name, column in self._columns.items()}, copy=False)
        frame.attrs["units"] = {
            name: unit if unit != "minor units" or money == "minor" else "major units" for name, unit in self.units.items()
        }
        frame.attrs.update(self.attributes)
        return frame

    def _pandas(self, name: str, column: Column, money: str) -> Any:
        import pandas

        if money not in MONEY:
            raise UsageError(f"money is {', '.join(MONEY)}, not {money}")
        if column.kind == "category":
            codes = np.where(_valid(column), column.values.astype(np.int32), -1)
            return pandas.Categorical.from_codes(codes, categories=list(column.categories))
        if column.kind == "money" and money == "decimal":
            return pandas.Series(_decimals(column), dtype=object)
        if column.kind == "money" and money == "float":
            return np.where(_valid(column), column.values / 100, np.nan)
        values = self[name]
        if column.valid is None or values.dtype.kind in "fMO":
            return values
        array = pandas.arrays.BooleanArray if values.dtype.kind == "b" else pandas.arrays.IntegerArray
        return array(values.copy(), ~column.valid)

    def to_polars(self) -> Any:
        """A DataFrame of polars, on the memory of this table."""
        import polars

        return polars.DataFrame(self)

    def to_arrow(self) -> Any:
        """A table of pyarrow, on the memory of this one."""
        import pyarrow

        return pyarrow.table(self)

    def head(self, rows: int = 10) -> list[dict[str, Any]]:
        """The first rows as dictionaries, null as None, money as Decimal."""
        count = min(rows, self._rows)
        shown = {name: _shown(column, count) for name, column in self._columns.items()}
        return [{name: values[row] for name, values in shown.items()} for row in range(count)]

    def __repr__(self) -> str:
        rows = [[str(_blank(value)) for value in row.values()] for row in self.head()]
        widths = [max([len(name), *(len(row[i]) for row in rows)]) for i, name in enumerate(self.columns)]
        lines = ["  ".join(name.rjust(width) for name, width in zip(self.columns, widths))]
        lines += ["  ".join(value.rjust(width) for value, width in zip(row, widths)) for row in rows]
        lines.append(f"{type(self).__name__}: {self._rows:,} rows, {len(self._columns)} columns")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        title = "".join(f"<th>{html.escape(name)}<br><small>{html.escape(self.units.get(name, ''))}</small></th>" for name in self.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(str(_blank(value)))}</td>" for value in row.values()) + "</tr>" for row in self.head()
        )
        return (
            f"<table><thead><tr>{title}</tr></thead><tbody>{rows}</tbody></table>"
            f"<p>{type(self).__name__}: {self._rows:,} rows, {len(self._columns)} columns</p>"
        )


class _Given:
    """A column of a table that goes back into a call: as Arrow, without a copy."""

    def __init__(self, column: Column) -> None:
        self._column = column

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return _core.export_stream([_exported("column", self._column)], len(self._column))


def text_array(texts: "_core.Texts") -> np.ndarray:
    if texts.are_integers:
        return texts.to_integers()
    array = np.empty(len(texts), dtype=object)
    array[:] = texts.to_objects()
    return array


def decimal_of(minor: int, places: int = 2) -> decimal.Decimal:
    return decimal.Decimal(int(minor)).scaleb(-places)


def _valid(column: Column) -> np.ndarray:
    return np.ones(len(column), dtype=bool) if column.valid is None else column.valid


def _decimals(column: Column) -> list[decimal.Decimal | None]:
    return [decimal_of(value) if valid else None for value, valid in zip(column.values.tolist(), _valid(column).tolist())]


def _blank(value: Any) -> Any:
    return "" if value is None else value


def _shown(column: Column, count: int) -> list[Any]:
    valid = _valid(column)[:count].tolist()
    if column.kind == "text":
        part = column.values.take(np.arange(count, dtype=np.uint64))
        return part.to_integers().tolist() if part.are_integers else part.to_objects()
    values = column.values[:count]
    if column.kind == "category":
        return [column.categories[value] if good else None for value, good in zip(values.tolist(), valid)]
    if column.kind == "money":
        return [decimal_of(value) if good else None for value, good in zip(values.tolist(), valid)]
    if column.kind in ("timestamp", "date"):
        values = values.astype("datetime64[s]" if column.kind == "timestamp" else "datetime64[D]")
    return [value if good else None for value, good in zip(values.tolist(), valid)]


def _bits(column: Column) -> tuple[np.ndarray | None, int]:
    if column.valid is None:
        return None, 0
    return np.packbits(column.valid, bitorder="little"), int(len(column) - column.valid.sum())


def _exported(name: str, column: Column) -> tuple[Any, ...]:
    """A column as _core.export_stream takes it."""
    metadata = {"unit": column.unit} if column.unit else {}
    bits, nulls = _bits(column)
    if column.kind == "text":
        if column.values.are_integers:
            return name, "l", len(column), 0, [None, column.values.to_integers()], None, metadata
        return name, "U", len(column), 0, [None, *column.values.to_offsets()], None, metadata
    values = np.ascontiguousarray(column.values)
    if column.kind == "category":
        offsets, joined = _core.Texts.of_objects(list(column.categories)).to_offsets()
        of = (name, "U", len(column.categories), 0, [None, offsets, joined], None, {})
        return name, _FORMATS[values.dtype.str[1:]], len(column), nulls, [bits, values], of, metadata
    if column.kind == "timestamp":
        return name, "tss:", len(column), nulls, [bits, values.astype(np.int64)], None, {}
    if column.kind == "date":
        return name, "tdD", len(column), nulls, [bits, values.astype(np.int32, copy=False)], None, {}
    if values.dtype.kind == "b":
        return name, "b", len(column), nulls, [bits, np.packbits(values, bitorder="little")], None, metadata
    return name, _FORMATS[values.dtype.str[1:]], len(column), nulls, [bits, values], None, metadata
