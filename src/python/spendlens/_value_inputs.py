"""What models of value ask of customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _columns, _core
from ._orders import Orders, Progress, read_orders
from ._table import Column, Table
from .errors import InputError, UsageError

NO_PURCHASE = 65_535


@dataclass(frozen=True)
class Inputs:
    """Columns of inputs as the library takes them."""

    ids: Column | None
    x: np.ndarray
    t_x: np.ndarray
    T: np.ndarray
    repeat_spend: np.ndarray | None
    earlier: np.ndarray | None

    def fitted(self) -> "Inputs":
        """Those that models are fitted to."""
        if self.earlier is None or not self.earlier.any():
            return self
        keep = ~self.earlier
        return Inputs(None, self.x[keep], self.t_x[keep], self.T[keep], None if self.repeat_spend is None else self.repeat_spend[keep], None)


def _days(name: str, raw: Any) -> np.ndarray:
    """Days of 16 bits, 65535 for null; the very array where it is of that type."""
    if isinstance(raw, np.ndarray) and raw.dtype == np.uint16:
        return _columns.integers(name, raw, np.uint16)
    filled, valid = _columns.without_nulls(name, raw)
    days = _columns.integers(name, filled, np.uint16)
    return days if valid is None else np.where(valid, days, np.uint16(NO_PURCHASE))


def _spend(data: Any, frame: _columns.Frame, T: np.ndarray, rounding: str) -> np.ndarray:
    if isinstance(data, Table) and data.column("repeat_spend").kind == "money":
        return data.column("repeat_spend").values
    filled, valid = _columns.without_nulls("repeat_spend", frame.raw("repeat_spend"))
    if valid is not None and len(valid) == len(T) and (~valid & (T != NO_PURCHASE)).any():
        raise InputError(f"column 'repeat_spend' has a null in row {int(np.argmax(~valid & (T != NO_PURCHASE)))}")
    return _columns.money("repeat_spend", filled, rounding)


def read_inputs(data: Any, customer_id: str | None, with_spend: bool, rounding: str) -> Inputs:
    if isinstance(data, PurchaseInputs):
        column = {name: data.column(name).values for name in data}
        return Inputs(data.column("customer_id"), column["x"], column["t_x_days"], column["T_days"], column["repeat_spend"], data["earlier"])
    frame = _columns.Frame(data)
    x, t_x, T = (_days(name, frame.raw(name)) for name in ("x", "t_x_days", "T_days"))
    spend = _spend(data, frame, T, rounding) if with_spend else None
    if len({len(one) for one in (x, t_x, T, spend) if one is not None}) != 1:
        raise UsageError("columns of inputs differ in length")
    seen = T != NO_PURCHASE
    if not seen.all():
        x, t_x = np.where(seen, x, 0).astype(np.uint16), np.where(seen, t_x, 0).astype(np.uint16)
        spend = None if spend is None else np.where(seen, spend, 0)
    ids = Column(_columns.texts(customer_id, frame.raw(customer_id)), "text") if customer_id is not None and customer_id in frame else None
    earlier = _columns.integers("earlier", frame.raw("earlier"), np.uint8) != 0 if "earlier" in frame else None
    return Inputs(ids, x, t_x, T, spend, earlier)


class PurchaseInputs(Table):
    """All that models ask of customers, in ascending order of id: x (distinct dates with a purchase, less one), t_x_days (from
    the first to the last), T_days (from the first to `reference`), repeat_spend (all but that of the first date). `earlier`
    marks those who first bought before `acquired_from`: they are scored, nothing is fitted to them."""


def read_rules(orders: Orders, first_day: Any, reference: Any) -> tuple[int, int]:
    """(first day, reference), those of the rows where they are not given."""
    first, last = orders.days()
    last = last if reference is None else _columns.day(reference)
    return min(first if first_day is None else _columns.day(first_day), last), last


def purchase_inputs(
    data: Any,
    *,
    reference: Any = None,
    first_day: Any = None,
    acquired_from: Any = None,
    customer_id: str = "customer_id",
    timestamp: str = "timestamp",
    amount: str = "amount",
    row_class: str | None = None,
    amounts: str = "signed",
    timezone: str | None = None,
    rounding: str = "half_up",
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
    progress: Progress | None = None,
) -> PurchaseInputs:
    """What models of value ask of each customer, of transactions as calculate_rfm() takes them. `reference`, by default the
    last day with a row, is the day that customers are looked at; nothing after it counts."""
    orders = read_orders(data, customer_id, timestamp, amount, row_class, timezone, rounding, amounts)
    first, last = read_rules(orders, first_day, reference)
    core = _core.inputs_of_orders(
        orders.offset, orders.timestamp, orders.amount, orders.row_class, first, last, None,
        None if acquired_from is None else _columns.day(acquired_from), parallel, parallel_threshold, n_workers, progress,
    )  # fmt: skip
    order = orders.ids.ascending()
    ids = orders.ids if order is None else orders.ids.take(order)
    columns = {name: core[name] if order is None else core[name][order] for name in ("x", "t_x_days", "T_days", "repeat_spend", "earlier")}
    seen = columns["T_days"] != NO_PURCHASE
    valid = None if seen.all() else seen
    return PurchaseInputs(
        {
            "customer_id": Column(ids, "text"),
            **{name: Column(columns[name], "number", "days", valid) for name in ("x", "t_x_days", "T_days")},
            "repeat_spend": Column(columns["repeat_spend"], "money", "minor units", valid),
            "earlier": Column(columns["earlier"].astype(bool)),
        },
        {"reference": str(np.datetime64(last, "D"))},
    )
