"""Lenses 3, 4 and 5."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _columns, _core
from ._orders import Progress, read_orders
from ._table import Column, Table, floats


@dataclass(frozen=True)
class CohortAnalysis:
    """Lenses 3 to 5 of one granularity: customers by the calendar unit of their first purchase.

    `cohorts`: one row a cohort. `cells`: one row a cohort and unit (or age). `base`: the whole base by unit. `weeks`: shares
    of each cohort, and of all ("all"), that came back or fell silent by given weeks. `units`: the units themselves. Columns
    and their units are those of the tables that `spendlens audit` writes.
    """

    granularity: str
    units: Table
    cohorts: Table
    cells: Table
    base: Table
    weeks: Table

    def triangle(self, figure: str = "retention") -> tuple[list[str], np.ndarray]:
        """(names of cohorts, a matrix of cohorts by age) of a figure of `cells`; NaN where there is none."""
        age, cohort = self.cells["age"], self.cells.column("cohort").values
        values = np.where(self.cells.valid(figure), self.cells[figure].astype(float), np.nan)
        matrix = np.full((len(self.cohorts), int(age.max(initial=-1)) + 1), np.nan)
        known = age >= 0
        matrix[cohort[known], age[known]] = values[known]
        return list(self.cells.column("cohort").categories), matrix

    def __repr__(self) -> str:
        return f"CohortAnalysis by {self.granularity}: {len(self.cohorts)} cohorts, {len(self.units)} units\n{self.cohorts!r}"

    def _repr_html_(self) -> str:
        return self.cohorts._repr_html_()


def _columns_of(given: list[tuple[str, str, np.ndarray]]) -> dict[str, Column]:
    columns = {}
    for name, unit, values in given:
        if unit == "minor units":
            columns[name] = Column(values, "money", unit)
        else:
            columns[name] = floats(values, unit) if values.dtype.kind == "f" else Column(values, unit=unit)
    return columns


def analyze_cohorts(
    data: Any,
    granularity: str = "month",
    *,
    first_day: Any = None,
    reference: Any = None,
    acquired_from: Any = None,
    silence_days: int = 180,
    customer_id: str = "customer_id",
    timestamp: str = "timestamp",
    amount: str = "amount",
    margin: str | None = None,
    row_class: str | None = None,
    amounts: str = "signed",
    timezone: str | None = None,
    rounding: str = "half_up",
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
    progress: Progress | None = None,
) -> CohortAnalysis:
    """Lenses 3 to 5 of transactions, by "month", "quarter" or "year". Transactions are those of calculate_rfm().

    `first_day` and `reference` are the days of the first and the last row unless given; nothing after `reference` is looked
    at. Who first bought before `acquired_from` is of the cohort "earlier".
    """
    orders = read_orders(data, customer_id, timestamp, amount, row_class, timezone, rounding, amounts)
    first, last = orders.days()
    result = _core.cohorts_of(
        orders.offset,
        orders.timestamp,
        orders.amount,
        orders.row_class,
        orders.of_rows(margin, lambda name, raw: _columns.money(name, raw, rounding)),
        granularity,
        first if first_day is None else _columns.day(first_day),
        last if reference is None else _columns.day(reference),
        None if acquired_from is None else _columns.day(acquired_from),
        silence_days,
        parallel,
        parallel_threshold,
        n_workers,
        progress,
    )
    return _analysis(granularity, result)


def _analysis(granularity: str, result: dict[str, Any]) -> CohortAnalysis:
    unit_names = tuple(name for name, _, _, _ in result["units"])
    names = tuple(result["cohort_names"])

    def unit(codes: np.ndarray) -> Column:
        return Column(codes.astype(np.int32), "category", categories=unit_names)

    def cohort(codes: np.ndarray) -> Column:
        with_all = (*names, "all")
        return Column(np.where(codes < 0, len(names), codes).astype(np.int32), "category", categories=with_all if (codes < 0).any() else names)

    age = result["cell_age"]
    units = {
        "unit": unit(np.arange(len(unit_names))),
        "start": Column(np.array([start for _, start, _, _ in result["units"]], dtype=np.int32), "date"),
        "end": Column(np.array([end for _, _, end, _ in result["units"]], dtype=np.int32), "date"),
        "observed": Column(np.array([observed for *_, observed in result["units"]], dtype=bool)),
    }
    cells = {"cohort": cohort(result["cell_cohort"]), "unit": unit(result["cell_unit"]), "age": Column(age, valid=None if (age >= 0).all() else age >= 0)}
    return CohortAnalysis(
        granularity,
        Table(units),
        Table({"cohort": cohort(np.arange(len(names))), **_columns_of(result["cohorts"])}),
        Table({**cells, **_columns_of(result["cells"])}),
        Table({"unit": unit(result["base_unit"]), **_columns_of(result["base"])}),
        Table({"cohort": cohort(result["week_cohort"]), **_columns_of(result["weeks"])}),
    )
