"""Signals of bank customers: subscriptions, income, outgoings, reserves, cards, shortfall, and streams of payments."""

from __future__ import annotations

import csv
import os
import pathlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _columns, _core
from ._orders import Orders, Progress, read_orders
from ._snapshot import NO_ACCOUNT, Snapshot, read_snapshot
from ._table import Column, Table, floats
from .errors import InputError, UsageError

_NULLS = {"count": 0xFFFF_FFFF, "cards": 0xFFFF, "money": 2**63 - 1, "flag": 255, "choice": 255}
_LEFT_OUT = 8
_NO_CATEGORY = 0xFFFF
_NO_DAY = 2**31 - 1
_MOST_CATEGORIES = 65_535


@dataclass(frozen=True)
class Summaries:
    """Signals of every customer, a Table a window, as docs/results.md explains them: `summaries["6m"]`. What is not known is null.
    `streams`: payments that come in a rhythm, a row each, as the table `stream` of an audit has them."""

    reference: np.datetime64
    windows: dict[str, Table]
    streams: Table

    def __getitem__(self, window: str) -> Table:
        if window not in self.windows:
            raise UsageError(f"there are no signals of the window {window}; there are {', '.join(self.windows)}")
        return self.windows[window]

    def __len__(self) -> int:
        return len(next(iter(self.windows.values())))

    def __repr__(self) -> str:
        return f"Summaries of {len(self):,} customers as of {self.reference}: {', '.join(self.windows)}; {len(self.streams):,} streams"

    def _repr_html_(self) -> str:
        window, table = next(iter(self.windows.items()))
        return f"<p>{self!r}</p><p>{window}</p>{table._repr_html_()}"


def _read_aliases(aliases: Any) -> list[list[str]]:
    """[pattern, name, kind] of each line."""
    if aliases is None:
        return []
    if aliases == "default":
        aliases = pathlib.Path(__file__).with_name("share") / "aliases.csv"
    if not isinstance(aliases, (str, os.PathLike)):
        return [[*(str(word) for word in line), "", ""][:3] for line in aliases]
    with open(aliases, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return [[row.get("pattern") or "", row.get("name") or "", row.get("kind") or ""] for row in rows]


def _is_given(orders: Orders, name: str | None, usual: str) -> bool:
    """Whether a column is there; one that was named otherwise than usual must be."""
    if name is None or (name == usual and name not in orders.frame):
        return False
    orders.frame.raw(name)
    return True


class _Codes:
    """A column of texts, null where there is none, as codes of distinct texts."""

    def __init__(self, orders: Orders, name: str) -> None:
        self.texts: Any = None

        def code(name: str, raw: Any) -> np.ndarray:
            texts, valid = _columns.nullable_texts(name, raw)
            self.texts, codes = texts.codes()
            codes = codes.astype(np.int64)
            return codes if valid is None else np.where(valid, codes, -1)

        self.of_row = orders.of_rows(name, code)

    def mapped(self, values: np.ndarray, nothing: int, dtype: Any) -> np.ndarray:
        """The value of each row's text."""
        if not len(values):
            return np.full(len(self.of_row), nothing, dtype)
        return np.where(self.of_row < 0, nothing, values[self.of_row]).astype(dtype)


@dataclass(frozen=True)
class _Rows:
    """What signals read of rows beside time and amount."""

    pending: np.ndarray | None
    payee_names: list[str]
    payee_kinds: np.ndarray | None
    payee: np.ndarray | None
    categories: list[str]
    category: np.ndarray | None
    account: _Codes | None


def _read_rows(orders: Orders, names: dict[str, str | None], merchants: str, aliases: Any) -> _Rows:
    usual = {"merchant": "merchant", "category": "category", "account_id": "account_id", "pending": "pending"}
    given = {key: name for key, name in names.items() if _is_given(orders, name, usual[key])}
    payee_names, kinds, payee, categories, category = [], None, None, [], None
    if "merchant" in given:
        codes = _Codes(orders, given["merchant"])
        payee_names, kinds, payee_of_text = _core.payees_of(codes.texts, merchants, _read_aliases(aliases if merchants == "clean" else None))
        if payee_names:
            payee = codes.mapped(payee_of_text, 0xFFFF_FFFF, np.uint32)
    if "category" in given:
        codes = _Codes(orders, given["category"])
        texts = [text.strip() for text in codes.texts.to_objects()]
        categories = sorted({text for text in texts if text})
        if len(categories) > _MOST_CATEGORIES:
            raise InputError(f"column '{given['category']}' has {len(categories)} categories; there can be {_MOST_CATEGORIES}")
        place = {text: code for code, text in enumerate(categories)}
        category = codes.mapped(np.array([place.get(text, _NO_CATEGORY) for text in texts], np.int64), _NO_CATEGORY, np.uint16) if categories else None
    pending = None
    if "pending" in given:
        flags = orders.of_rows(given["pending"], lambda name, raw: _columns.integers(name, raw, np.uint8))
        pending = np.where(flags != 0, _LEFT_OUT, 0).astype(np.uint8)
    return _Rows(pending, payee_names, kinds, payee, categories, category, _Codes(orders, given["account_id"]) if "account_id" in given else None)


def _accounts_of_rows(rows: _Rows, snapshot: Snapshot, offset: np.ndarray) -> np.ndarray | None:
    """Place of each row's account among those of its customer."""
    if rows.account is None or not len(rows.account.texts):
        return None
    place = np.full(len(rows.account.texts), NO_ACCOUNT, np.int64)
    owner = np.full(len(rows.account.texts), -1, np.int64)
    for code, text in enumerate(rows.account.texts.to_objects()):
        if text in snapshot.place_of:
            owner[code], place[code] = snapshot.place_of[text]
    customer = np.repeat(np.arange(len(offset) - 1), np.diff(offset.astype(np.int64)))
    found = rows.account.mapped(place, NO_ACCOUNT, np.int64)
    return np.where(rows.account.mapped(owner, -1, np.int64) == customer, found, NO_ACCOUNT).astype(np.uint16)


def _signal_column(kind: str, unit: str, values: np.ndarray, choices: list[str]) -> Column:
    if kind == "number":
        return floats(values, unit)
    valid = values != np.array(_NULLS[kind], values.dtype)
    known = None if valid.all() else valid
    if kind == "money":
        return Column(values, "money", unit, known)
    if kind == "flag":
        return Column(values == 1, "number", unit, known)
    if kind == "choice":
        return Column(values, "category", unit, known, tuple(choices))
    return Column(values, "number", unit, known)


def _dates(values: np.ndarray) -> Column:
    valid = values != _NO_DAY
    return Column(values, "date", valid=None if valid.all() else valid)


def _streams_table(core: dict[str, np.ndarray], ids: "_core.Texts", payees: list[str], rank: np.ndarray) -> Table:
    kinds, cadences, states = _core.stream_names()
    order = np.lexsort((core["payee"], rank[core["customer"].astype(np.int64)])) if len(core["customer"]) else np.empty(0, np.int64)
    core = {name: values[order] for name, values in core.items()}
    return Table(
        {
            "customer_id": Column(ids.take(core["customer"]), "text"),
            "payee": Column(core["payee"].astype(np.int32), "category", categories=tuple(payees)),
            "kind": Column(core["kind"], "category", categories=tuple(kinds)),
            "is_income": Column(core["is_income"] == 1),
            "cadence": Column(core["cadence"], "category", categories=tuple(cadences)),
            "state": Column(core["state"], "category", categories=tuple(states)),
            "amount": Column(core["amount"], "money", "minor units"),
            "median": Column(core["median"], "money", "minor units"),
            "charges": Column(core["charges"], unit="payments"),
            "skipped": Column(core["skipped"], unit="payments"),
            "first": _dates(core["first"]),
            "last": _dates(core["last"]),
            "next": _dates(core["next"]),
            "confidence": Column(core["confidence"], unit="percent"),
        }
    )


def generate_summaries(
    data: Any,
    reference: Any = None,
    *,
    accounts: Any = None,
    liabilities: Any = None,
    windows: Sequence[str] = ("1m", "6m", "12m"),
    customer_id: str = "customer_id",
    timestamp: str = "timestamp",
    amount: str = "amount",
    merchant: str | None = "merchant",
    category: str | None = "category",
    account_id: str | None = "account_id",
    pending: str | None = "pending",
    merchants: str = "clean",
    aliases: Any = "default",
    amounts: str = "signed",
    timezone: str | None = None,
    rounding: str = "half_up",
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
    progress: Progress | None = None,
) -> Summaries:
    """Signals of a bank's customers in windows of months ("6m") or days ("30d") up to `reference`, by default the last day with a row.

    `data` has a row for each payment in or out: customer_id, timestamp and amount as calculate_rfm() takes them, and of merchant,
    category, account_id and pending whichever there are; null or an empty text is none. `accounts` has customer_id, account_id, type,
    subtype, balance_current and, where there are some, balance_limit; an account that is given for several customers counts for the
    first. `liabilities` has account_id, liability_type and whichever there are of aprs (a number, or texts with ; between),
    minimum_payment_amount, last_payment_amount, last_statement_balance and is_overdue. What the columns do not say is null for
    everybody, as in an audit of the same files.

    `merchants="clean"` makes payees of merchants' texts as an import does, "raw" takes the texts. `aliases`: those that an import takes
    where none are given, a list of (pattern, name, kind), the path of such a file, or None.
    """
    orders = read_orders(data, customer_id, timestamp, amount, None, timezone, rounding, amounts)
    rows = _read_rows(orders, {"merchant": merchant, "category": category, "account_id": account_id, "pending": pending}, merchants, aliases)
    day = orders.days()[1] if reference is None else _columns.day(reference)
    ids, offset = orders.ids, orders.offset
    snapshot = None
    if accounts is not None:
        snapshot = read_snapshot(accounts, liabilities, ids, rounding)
        ids = snapshot.ids
        offset = np.concatenate([offset, np.full(len(ids) + 1 - len(offset), offset[-1], np.uint64)])
    elif liabilities is not None:
        raise UsageError("liabilities are of accounts: give these, too")
    has_accounts = snapshot is not None and bool(snapshot.place_of)
    tables, streams = _core.signals_of(
        offset, orders.timestamp, orders.amount, rows.pending, rows.payee, rows.payee_kinds if rows.payee is not None else None,
        rows.category, rows.categories, _accounts_of_rows(rows, snapshot, offset) if has_accounts else None,
        snapshot.columns if has_accounts else None, day, list(windows), parallel, parallel_threshold, n_workers, progress,
    )  # fmt: skip
    order = ids.ascending()
    rank = np.empty(len(ids), np.int64)
    rank[np.arange(len(ids)) if order is None else order] = np.arange(len(ids))
    sorted_ids = Column(ids if order is None else ids.take(order), "text")
    found = {}
    for window, columns in tables:
        of = {name: _signal_column(kind, unit, values if order is None else values[order], choices) for name, kind, unit, values, choices in columns}
        found[window] = Table({"customer_id": sorted_ids, **of}, {"window": window, "reference": str(np.datetime64(day, "D"))})
    return Summaries(np.datetime64(day, "D"), found, _streams_table(streams, ids, rows.payee_names, rank))
