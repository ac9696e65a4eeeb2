"""A ledger's transactions, batch by batch."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from . import _core, _hdf5
from ._table import Column, Table
from .errors import InputError, UsageError


class Ledger:
    """A ledger's segments. `transactions()` yields all rows; needs h5py."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = pathlib.Path(path)
        self.segments = sorted(one.stem for one in self.path.glob("*.h5"))
        if not self.segments:
            raise InputError(f"{self.path} holds no segment of a ledger")
        if (self.path / ".compact").exists():
            raise InputError(f"{self.path}: a compaction did not end; run spendlens compact again")

    def transactions(self, batch_rows: int = 1_000_000, columns: list[str] | None = None) -> Iterator[Table]:
        """Tables of whole customers, about `batch_rows` rows each: customer_id, timestamp, amount, and what else the segment
        has; merchants and categories as categories. Segment after segment, customers in the order of the file.

        Raises UsageError where rows of one segment may stand in for those of another (orders with ids in several segments):
        only the program tells which count, by `spendlens export --table transactions` or after `spendlens compact`.
        """
        if batch_rows < 1:
            raise UsageError("batch_rows is at least 1")
        with_keys = []
        for name in self.segments:
            with _hdf5.open_file(self.path / f"{name}.h5") as file:
                _check(file, self.path / f"{name}.h5")
                with_keys.append("key" in file["transaction"])
        if sum(with_keys) > 1:
            raise UsageError(f"{self.path}: several segments have orders with ids, of which some may stand in for others; fold them by spendlens compact first")
        for name in self.segments:
            with _hdf5.open_file(self.path / f"{name}.h5") as file:
                yield from _batches(file, batch_rows, columns)

    def __repr__(self) -> str:
        return f"Ledger {self.path}: {len(self.segments)} segments ({', '.join(self.segments[:5])}{' ...' if len(self.segments) > 5 else ''})"


def _check(file: Any, path: pathlib.Path) -> None:
    if int(file.attrs.get("version", 0)) != 2 or "transaction" not in file:
        raise InputError(f"{path} is no segment that this version reads")


def _batches(file: Any, batch_rows: int, columns: list[str] | None) -> Iterator[Table]:
    offset = file["customer/transaction_offset"][:].astype(np.int64)
    names = [name for name in file["transaction"] if name not in ("key", "account")] if columns is None else columns
    missing = [name for name in names if name not in file["transaction"]]
    if missing:
        raise UsageError(f"there is no column '{missing[0]}' of transactions; there are {', '.join(file['transaction'])}")
    dictionaries = {name: _dictionary(file, name) for name in names}
    first, customers = 0, len(offset) - 1
    while first < customers:
        last = int(np.searchsorted(offset, offset[first] + batch_rows, side="right")) - 1
        last = min(max(last, first + 1), customers)
        rows = slice(int(offset[first]), int(offset[last]))
        counts = np.diff(offset[first : last + 1])
        ids = _hdf5.texts(file["customer/id"][first:last]).take(np.repeat(np.arange(last - first, dtype=np.uint64), counts))
        found = {name: _column(file["transaction"][name], name, rows, dictionaries[name]) for name in names}
        if rows.stop > rows.start:
            yield Table({"customer_id": Column(ids, "text"), **found})
        first = last


def _dictionary(file: Any, name: str) -> tuple[str, ...] | None:
    if name not in file.get("dictionary", ()):
        return None
    return tuple(text.decode("utf-8", "replace") for text in file["dictionary"][name][:].tolist())


def _column(dataset: Any, name: str, rows: slice, dictionary: tuple[str, ...] | None) -> Column:
    values = dataset[rows]
    if dictionary is not None:
        valid = values != np.iinfo(values.dtype).max
        return Column(values, "category", categories=dictionary, valid=None if valid.all() else valid)
    if name == "timestamp":
        return Column(values, "timestamp")
    if name in ("amount", "margin"):
        return Column(values.astype(np.int64, copy=False), "money", "minor units")
    return Column(values)


def open_ledger(path: str | os.PathLike[str]) -> Ledger:
    """A ledger, for reading its transactions. Needs h5py."""
    return Ledger(path)
