"""Transactions as the library takes them: rows by customer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _columns, _core
from .errors import UsageError

log = logging.getLogger("spendlens")
Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Orders:
    """Rows by customer. The arrays are those that were given where their types and their order allow it."""

    ids: "_core.Texts"
    offset: np.ndarray
    timestamp: np.ndarray
    amount: np.ndarray
    row_class: np.ndarray | None
    order: np.ndarray | None
    frame: _columns.Frame

    def of_rows(self, name: str | None, convert: Callable[[str, Any], np.ndarray]) -> np.ndarray | None:
        """Another column, in the same order; None where it is not asked for."""
        if name is None:
            return None
        values = convert(name, self.frame.raw(name))
        if len(values) != len(self.timestamp):
            raise UsageError(f"column '{name}' has {len(values)} rows, not {len(self.timestamp)}")
        return _in_order(values, self.order)

    def days(self) -> tuple[int, int]:
        """The first and the last day with a row."""
        if not len(self.timestamp):
            return 0, 0
        return int(self.timestamp.min()) // 86_400, int(self.timestamp.max()) // 86_400


def _in_order(values: np.ndarray, order: np.ndarray | None) -> np.ndarray:
    return values if order is None else values[order]


def read_orders(
    data: Any, customer_id: str, timestamp: str, amount: str, row_class: str | None, timezone: str | None, rounding: str, amounts: str
) -> Orders:
    """Columns by customer. `amounts` is "signed" (below 0: money spent) or "spend-positive" (above 0: money spent)."""
    if amounts not in ("signed", "spend-positive"):
        raise UsageError(f"amounts is signed or spend-positive, not {amounts}")
    frame = _columns.Frame(data)
    id_of_row = _columns.texts(customer_id, frame.raw(customer_id))
    times = _columns.timestamps(timestamp, frame.raw(timestamp), timezone)
    money = _columns.money(amount, frame.raw(amount), rounding)
    if not len(id_of_row) == len(times) == len(money):
        raise UsageError(f"columns differ in length: {len(id_of_row)} ids, {len(times)} times, {len(money)} amounts")
    ids, offset, order = id_of_row.group()
    if order is not None:
        log.debug("rows of %d customers are put together by customer: %d rows", len(ids), len(times))
    money = _in_order(money, order)
    orders = Orders(ids, offset, _in_order(times, order), -money if amounts == "spend-positive" else money, None, order, frame)
    classes = orders.of_rows(row_class, lambda name, raw: _columns.integers(name, raw, np.uint8))
    return Orders(ids, offset, orders.timestamp, orders.amount, classes, order, frame)
