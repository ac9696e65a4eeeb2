"""What `spendlens audit` has left in a folder."""

from __future__ import annotations

import functools
import json
import os
import pathlib
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _hdf5, _run
from ._table import Column, Table
from .errors import InputError, UsageError

if TYPE_CHECKING:
    from ._figures import ResultFigures

# Tables of the file that say something of the others, and are no result by themselves.
_OF_THE_FILE = ("customer", "merchant", "profile", "registry", "summary")


class Result:
    """A result: `tables` are names, `result["rfm"]` is one of them as a Table, `frame("rfm")` as a DataFrame of pandas,
    `summary` is summary.json, `figures` draws, `explain(customer)` tells all of one."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = pathlib.Path(path)
        if not (self.path / "audit.h5").is_file():
            raise InputError(f"{self.path} holds no result of an audit: there is no audit.h5")
        self._file = _hdf5.open_file(self.path / "audit.h5")
        if self._file.attrs.get("format") != "spendlens-audit" or int(self._file.attrs["version"]) != 1:
            self._file.close()
            raise InputError(f"{self.path / 'audit.h5'} is no result that this version reads")

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> "Result":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def attributes(self) -> dict[str, Any]:
        """What the whole is of: period, compare, as_of, currency, customers and so on."""
        return {name: value.item() if isinstance(value, np.generic) else value for name, value in self._file.attrs.items()}

    @functools.cached_property
    def summary(self) -> dict[str, Any]:
        """summary.json. Money and percentages are texts with their two decimals, as the file has them."""
        return json.loads((self.path / "summary.json").read_text(encoding="utf-8"))

    @functools.cached_property
    def tables(self) -> list[str]:
        """Names of the tables: "rfm", "signals/6m", "cohorts/month" ..."""
        names = []
        for name, group in self._file.items():
            if name not in _OF_THE_FILE:
                with_columns = any(not hasattr(item, "keys") for item in group.values())
                names += [name] if with_columns else [f"{name}/{part}" for part in group]
        return names

    @functools.cached_property
    def _customers(self) -> "_core.Texts":
        return _hdf5.texts(self._file["customer/customer_id"][:])

    def __getitem__(self, name: str) -> Table:
        return self.table(name)

    def table(self, name: str, columns: list[str] | None = None) -> Table:
        """A table, whole or some columns of it. Those with a row a customer, and streams of payments, come with customer_id."""
        if name not in self.tables:
            raise UsageError(f"there is no table '{name}'; there are {', '.join(self.tables)}")
        group = self._file[name]
        chosen = list(group) if columns is None else columns
        missing = [column for column in chosen if column not in group]
        if missing:
            raise UsageError(f"table '{name}' has no column '{missing[0]}'; it has {', '.join(group)}")
        found = {column: _hdf5.column_of(group[column]) for column in chosen}
        return Table({**self._ids_of(group), **self._named(found)}, {"table": name})

    def _ids_of(self, group: Any) -> dict[str, Column]:
        rows = next(iter(group.values())).shape[0]
        if "customer_row" in group:
            return {"customer_id": Column(self._customers.take(group["customer_row"][:].astype(np.uint64)), "text")}
        of_customers = rows == len(self._customers) and group.name.split("/")[1] in ("rfm", "rfm_compare", "lens2", "segments", "signals", "personas", "cohort_month", "clv")
        return {"customer_id": Column(self._customers, "text")} if of_customers else {}

    def _named(self, columns: dict[str, Column]) -> dict[str, Column]:
        """Numbers of rows elsewhere by what stands there."""
        columns.pop("customer_row", None)
        if "payee" in columns and "merchant" in self._file:
            merchants = _hdf5.texts(self._file["merchant/name"][:])
            columns["payee"] = Column(merchants.take(columns["payee"].values.astype(np.uint64)), "text")
        if "cohort" in columns and columns["cohort"].unit.startswith("calendar units"):
            columns["cohort"] = _since_1970(columns["cohort"].values)
        return columns

    def frame(self, name: str, columns: list[str] | None = None, money: str = "minor") -> Any:
        """A table as a DataFrame of pandas: categoricals, nulls, units in `attrs`; money as Table.to_pandas() says."""
        return self.table(name, columns).to_pandas(money)

    @property
    def figures(self) -> "ResultFigures":
        """Charts, by matplotlib: figures.lorenz(), bridge(), retention(), personas(), scores()."""
        from ._figures import ResultFigures

        return ResultFigures(self)

    def explain(self, customer: str, ledger: str | os.PathLike[str] | None = None) -> dict[str, Any]:
        """All that is known of one customer. With the ledger (that of the run where it is still there) and the executable it is
        the JSON of `spendlens explain`; otherwise the customer's rows of each table of the result."""
        ledger = self.summary["run"]["options"].get("ledger") if ledger is None else ledger
        if ledger is not None and pathlib.Path(ledger).is_dir() and _run.find_executable() is not None:
            text = _run.output_of(["explain", "--audit", str(self.path), "--ledger", str(ledger), "--customer", customer, "--json"])
            return json.loads(text)
        return self._rows_of(customer)

    def _rows_of(self, customer: str) -> dict[str, Any]:
        ids = self._file["customer/customer_id"][:]
        found = np.flatnonzero(ids == customer.encode())
        if not len(found):
            raise InputError(f"customer '{customer}' is not in {self.path}")
        row = int(found[0])
        story: dict[str, Any] = {"customer_id": customer}
        for name in self.tables:
            group = self._file[name]
            if "customer_row" in group:
                rows = np.flatnonzero(group["customer_row"][:] == row)
                part = slice(int(rows[0]), int(rows[-1]) + 1) if len(rows) else slice(0, 0)
                columns = self._named({column: _hdf5.column_of(group[column], part) for column in group})
                story[name] = Table(columns).head(len(rows))
            elif self._ids_of(group):
                columns = self._named({column: _hdf5.column_of(group[column], slice(row, row + 1)) for column in group})
                story[name] = Table(columns).head(1)[0]
        return story

    def __repr__(self) -> str:
        of = self.attributes
        return (
            f"Result {self.path}: {of['customers']:,} customers, {of['transactions']:,} transactions, period {of['period']}\n"
            f"tables: {', '.join(self.tables)}"
        )

    def _repr_html_(self) -> str:
        import html

        return f"<pre>{html.escape(repr(self))}</pre>"


def _since_1970(units: np.ndarray) -> Column:
    """Calendar units since 1970 as their numbers; `earlier` and none are null."""
    valid = units < 65_534
    return Column(units, unit="calendar units since 1970", valid=None if valid.all() else valid)


def open_result(path: str | os.PathLike[str]) -> Result:
    """The result of an audit in a folder (`--out`). Needs h5py."""
    return Result(path)
